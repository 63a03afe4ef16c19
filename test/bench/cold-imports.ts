import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DeployedFunction } from "./deployed-functions.ts";
import { median } from "./median.ts";
import { printMisses, printTable } from "./text-table.ts";

const rounds = 7;
/** One baseline for so many bundles, so that a slow moment of the machine hits both sides of the ratio. */
const bundlesPerBaseline = 4;
const aim = { each: 1, median: 0.75 };

/**
 * The time that `require` takes inside a fresh process. Starting node itself is left out: it costs every bundle the same, and would
 * only pull every ratio towards 1.
 */
const script =
  "const before = process.hrtime.bigint(); require(process.argv[1]); process.stdout.write(String(process.hrtime.bigint() - before));";

const run = promisify(execFile);

async function requireMilliseconds(file: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const { stdout } = await run(process.execPath, ["-e", script, file], { env: { ...environment } });
  const milliseconds = Number(stdout) / 1e6;
  if (!Number.isFinite(milliseconds)) throw new Error(`${file} wrote to its output while it was imported.`);
  return milliseconds;
}

/** Imports every bundle in fresh processes, round by round between baselines, and prints the ratios. Milliseconds by function. */
export async function coldImports(functions: readonly DeployedFunction[], baseline: string): Promise<Map<string, number>> {
  const environment = functions[0]?.environment ?? {};
  const samples = new Map(functions.map(({ name }) => [name, { milliseconds: [] as number[], ratios: [] as number[] }]));
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ofRound: number[] = [];
    const times: [DeployedFunction, number][] = [];
    for (const [position, one] of functions.entries()) {
      if (position % bundlesPerBaseline === 0) ofRound.push(await requireMilliseconds(baseline, environment));
      times.push([one, await requireMilliseconds(one.bundle, one.environment)]);
    }
    for (const [{ name }, time] of times) {
      samples.get(name)?.milliseconds.push(time);
      samples.get(name)?.ratios.push(time / median(ofRound));
    }
    baselines.push(...ofRound);
  }

  const results = functions.map(({ name }) => ({
    name,
    milliseconds: median(samples.get(name)?.milliseconds ?? []),
    ratio: median(samples.get(name)?.ratios ?? []),
  }));
  print(results, median(baselines));
  return new Map(results.map(({ name, milliseconds }) => [name, milliseconds]));
}

function print(results: readonly { name: string; milliseconds: number; ratio: number }[], baseline: number) {
  const ofAll = median(results.map(({ ratio }) => ratio));
  printTable(
    "1. Cold import",
    `require() in a fresh process, node's own start left out; median of ${rounds} interleaved rounds. 1.00 is a bare, default-bundled\nDynamoDBClient: ${baseline.toFixed(1)} ms.`,
    ["bundle", "ratio", "ms"],
    [...results]
      .sort((a, b) => b.ratio - a.ratio)
      .map(({ name, ratio, milliseconds }) => [name, ratio.toFixed(2), milliseconds.toFixed(1)]),
  );
  printMisses(
    `each ≤ ${aim.each.toFixed(2)}`,
    results.filter(({ ratio }) => ratio > aim.each).map(({ name, ratio }) => `${name} (${ratio.toFixed(2)})`),
  );
  const verdict = ofAll <= aim.median ? "met" : "missed";
  console.log(`Aim: median ≤ ${aim.median}. It is ${ofAll.toFixed(2)}: ${verdict}.`);
}
