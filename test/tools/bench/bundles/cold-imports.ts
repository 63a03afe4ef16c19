import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as z from "zod";
import type { DeployedFunction } from "../deployed-functions.ts";
import { median } from "../median.ts";
import { printMisses, printTable } from "../text-table.ts";

const rounds = 5;
/** One baseline runs per four bundles, so that a slow moment of the machine affects both sides of the ratio. */
const bundlesPerBaseline = 4;
const aim = { each: 1, median: 0.75 };

/**
 * Measures `require` in a fresh process, by the clock and in processor time. The start of node is left out: it is the same for all bundles,
 * and would only pull every ratio towards 1.
 */
const script = `
  const at = process.hrtime.bigint(), before = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  const clock = Number(process.hrtime.bigint() - at) / 1e6;
  process.stdout.write(JSON.stringify({ clock, cpu: (user + system) / 1e3 }));`;

const Milliseconds = z.object({ clock: z.number(), cpu: z.number() });
type Import = z.infer<typeof Milliseconds>;

interface ImportResult {
  name: string;
  ratio: number;
  clockRatio: number;
  cpu: number;
}

const run = promisify(execFile);

async function importOnce(file: string, environment: Readonly<Record<string, string>>): Promise<Import> {
  const { stdout } = await run(process.execPath, ["-e", script, file], { env: { ...environment } });
  return Milliseconds.parse(JSON.parse(stdout));
}

/** Imports every bundle in fresh processes, round by round between baselines, and prints the ratios. */
export async function coldImports(functions: readonly DeployedFunction[], baseline: string): Promise<void> {
  const baselines: Import[] = [];
  const samples = functions.map((): { own: Import; base: Import }[] => []);
  for (let round = 0; round < rounds; round++) {
    const ofRound: Import[] = [];
    const imports: Import[] = [];
    for (const [position, { bundle, environment }] of functions.entries()) {
      if (position % bundlesPerBaseline === 0) ofRound.push(await importOnce(baseline, environment));
      imports.push(await importOnce(bundle, environment));
    }
    const base = { clock: median(ofRound.map(({ clock }) => clock)), cpu: median(ofRound.map(({ cpu }) => cpu)) };
    for (const [position, own] of imports.entries()) samples[position]?.push({ own, base });
    baselines.push(...ofRound);
  }
  const results = functions.map(({ name }, position) => {
    const ofBundle = samples[position] ?? [];
    return {
      name,
      ratio: median(ofBundle.map(({ own, base }) => own.cpu / base.cpu)),
      clockRatio: median(ofBundle.map(({ own, base }) => own.clock / base.clock)),
      cpu: median(ofBundle.map(({ own }) => own.cpu)),
    };
  });
  print(results, median(baselines.map(({ cpu }) => cpu)));
}

function print(results: readonly ImportResult[], baseline: number) {
  printTable(
    "1. Cold import",
    `ms: the processor time that require() takes in a fresh process, without the start of node; the median of ${rounds} rounds. Ratio 1.00 is a bare
DynamoDBClient, bundled with esbuild's defaults: ${baseline.toFixed(1)} ms. The ratio by the clock also counts the machine's other work.`,
    ["bundle", "ratio", "by the clock", "ms"],
    [...results]
      .sort((a, b) => b.ratio - a.ratio)
      .map(({ name, ratio, clockRatio, cpu }) => [name, ratio.toFixed(2), clockRatio.toFixed(2), cpu.toFixed(1)]),
  );
  printMisses(
    `each ≤ ${aim.each.toFixed(2)}`,
    results.filter(({ ratio }) => ratio > aim.each).map(({ name, ratio }) => `${name} (${ratio.toFixed(2)})`),
  );
  const ofAll = median(results.map(({ ratio }) => ratio));
  console.log(`Aim: median ≤ ${aim.median}. It is ${ofAll.toFixed(2)}: ${ofAll <= aim.median ? "met" : "missed"}.`);
}
