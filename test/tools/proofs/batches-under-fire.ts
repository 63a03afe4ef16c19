import { fork } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const usage = `npm run soak -- [--recipients 100000] [--seeds 10] [--first 1] [--minutes 90]

A batch under every fault at once, once per seed: the provider throttles, fails and loses answers, workers are killed, deliveries
doubled, DynamoDB throttles. Judged by the simulator's own ledger.`;

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { recipients: text, seeds: text, first: text, minutes: text, help: { type: "boolean" } },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const recipients = Number(values.recipients ?? 100_000);
const minutes = Number(values.minutes ?? 90);
const first = Number(values.first ?? 1);
const seeds = Array.from({ length: Number(values.seeds ?? 10) }, (_, at) => first + at);

/** What a seed's process tells: that most of its batch is over, and at last whether it kept what was promised. */
export type SeedReport = { kind: "mostlyDone" } | { kind: "ended"; isSound: boolean };

/** `mostlyDone` is over when the next seed may begin: second tries and the sweeper, which follow, wait most of their time. */
const startSeed = (seed: number) => {
  const child = fork(join(import.meta.dirname, "run-seed.ts"), [seed, recipients, minutes].map(String));
  let isSound = false;
  const ended = new Promise<boolean>((resolve) => child.once("exit", () => resolve(isSound)));
  const mostlyDone = new Promise<void>((resolve) => {
    child.on("message", (report: SeedReport) => {
      if (report.kind === "ended") isSound = report.isSound;
      else resolve();
    });
  });
  return { mostlyDone: Promise.race([mostlyDone, ended]), ended };
};

const runs: Promise<boolean>[] = [];
for (const seed of seeds) {
  const { mostlyDone, ended } = startSeed(seed);
  runs.push(ended);
  await mostlyDone;
}
const violations = (await Promise.all(runs)).filter((isSound) => !isSound).length;
console.log(`${seeds.length} runs of ${recipients}, ${violations} violations`);
process.exit(violations > 0 ? 1 : 0);
