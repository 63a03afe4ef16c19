import { execFile } from "node:child_process";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { normalize } from "../../../shared/numbers/normalize.ts";
import { zonesByPrefix } from "../../../shared/numbers/time-zones/zones-by-prefix.ts";
import { zonesOfNumber } from "../../../shared/numbers/time-zones/zones-of-number.ts";
import { readCommandLine, refuseCommandLine } from "../command-line.ts";
import { repository } from "../run-command.ts";
import { knownDifference, type Reading } from "./known-differences.ts";
import { googlesLibrary, pythonOf, timeZones } from "./time-zones-source.ts";

const usage = `npm run test:numbers -- [--seed 1] [--spellings 60000]

Reads valid and invalid spellings of numbers of every region and type with the hub's code and with Google's library in Python
(${googlesLibrary.join(", ")}). Fails if they differ in validity or E.164 for a reason that known-differences.ts does not list, if the hub's map
of time zones differs from Google's, and if npm run time-zones would change the map.

  --seed       decides the spellings: the same seed makes the same spellings
  --spellings  the number of spellings

Needs Python 3.10 or newer with venv, and PyPI.`;

const shown = 20;

async function readings(python: string, seed: string, count: string): Promise<Reading[]> {
  const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, "spellings.py"), seed, count], {
    maxBuffer: 100_000_000,
  });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** True if the map has the number's code, and gives other zones than Google's library. */
function differsInZones({ number, zones }: Reading): boolean {
  if (number === null) return false;
  const { callingCode } = normalize(number);
  if (callingCode === null || zonesByPrefix[callingCode] === undefined) return false;
  const google = new Set(zones.map((zone) => (zone === "Europe/Bucharest" ? "Europe/Kaliningrad" : zone)));
  const ours = zonesOfNumber(number);
  // For a number without an area, ours are the zones of its country, and Google's those of all countries with its code.
  const hasArea = google.size < zonesOfCode(callingCode).size;
  return ours.some((zone) => !google.has(zone)) || (hasArea ? ours.length !== google.size : ours.length === 0);
}

const zonesOfCode = (callingCode: string): ReadonlySet<string> =>
  new Set(Object.keys(zonesByPrefix[callingCode] ?? {}).flatMap((names) => names.split(" ")));

function numberOf(name: string, text: unknown): string {
  if (typeof text === "string" && /^[1-9][0-9]{0,8}$/.test(text)) return text;
  return refuseCommandLine(usage, `--${name} takes a whole number.`);
}

const options = readCommandLine(usage, {
  seed: { type: "string", default: "1" },
  spellings: { type: "string", default: "60000" },
});
const [seed, count] = [numberOf("seed", options.seed), numberOf("spellings", options.spellings)];
const python = await pythonOf("npm run test:numbers", join(repository, ".phonehub/test-numbers.log"));
const all = await readings(python, seed, count);

const byReason = new Map<string, number>();
const unknown: string[] = [];
for (const reading of all) {
  const ours = normalize(reading.input, reading.country);
  if (ours.number === reading.number) continue;
  const reason = knownDifference(reading, ours);
  if (reason === null)
    unknown.push(
      `${JSON.stringify(reading.input)} in ${reading.country}: ${ours.number ?? ours.reason}, Google ${reading.number}`,
    );
  else byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
}
const otherZones = all
  .filter(differsInZones)
  .map(({ number, zones }) => `${number}: ${zonesOfNumber(number ?? "").join(" ")}, Google ${zones.join(" ")}`);
const isStale = !isDeepStrictEqual(await timeZones(python), zonesByPrefix);

const valid = all.filter(({ number }) => number !== null).length;
console.log(`${all.length} spellings with seed ${seed}, of which Google's library reads ${valid} as valid numbers.`);
for (const [reason, times] of [...byReason].sort((a, b) => b[1] - a[1]))
  console.log(`${String(times).padStart(7)}  ${reason}`);
const fail = (title: string, lines: readonly string[]): void => {
  console.error([`\nFAILED: ${title}`, ...lines.slice(0, shown).map((line) => `  ${line}`)].join("\n"));
  process.exitCode = 1;
};
if (unknown.length > 0) fail(`The hub reads ${unknown.length} spellings differently from Google's library.`, unknown);
if (otherZones.length > 0) fail(`${otherZones.length} numbers have other time zones than in Google's map.`, otherZones);
if (isStale) fail("npm run time-zones would change the map of time zones.", []);
