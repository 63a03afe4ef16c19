import { performance } from "node:perf_hooks";
import * as z from "zod";
import type { BenchHub } from "../bench-hub.ts";
import { median } from "../median.ts";
import { newRequestId } from "../operations/events.ts";
import type { BenchOperation } from "../operations/operations.ts";
import type { WireCall } from "../wire/wiretap.ts";
import { chainText, serialRounds } from "./serial-chain.ts";

export const injectedMs = 50;

interface Sample {
  milliseconds: number;
  /** From its first call to its answer: a cold worker's start says nothing about round trips. */
  sinceFirstCall: number;
  calls: WireCall[];
  rounds: WireCall[][];
  requestId: string;
}

/** Of one operation: without the delay, and with it. */
interface Samples {
  quick: Sample[];
  slow: Sample[];
}

export interface Measured {
  operation: BenchOperation;
  /** Median time with nothing injected. */
  milliseconds: number;
  /** What the injected delay added, in units of it. */
  roundTrips: number;
  /** The calls of a typical run, grouped by what ran at the same time. */
  rounds: WireCall[][];
  logBytes: number;
}

const Answer = z.object({ statusCode: z.number().default(200) });

/** Runs every operation so many times with and without the delay, in turns. */
export async function measureAll(
  hub: BenchHub,
  operations: readonly BenchOperation[],
  { pairs, cold }: { pairs: number; cold: boolean },
): Promise<Measured[]> {
  const samples = operations.map((): Samples => ({ quick: [], slow: [] }));
  for (let pair = 0; pair < pairs; pair++) {
    for (const [position, operation] of operations.entries()) {
      samples[position]?.quick.push(await measureOnce(hub, operation, { delay: 0, cold }));
      samples[position]?.slow.push(await measureOnce(hub, operation, { delay: injectedMs, cold }));
    }
  }
  return operations.map((operation, position) => summary(hub, operation, samples[position] ?? { quick: [], slow: [] }));
}

/** What is remembered for 30 s is read again now and then; such a run is no warm one, so only runs with the usual calls count. */
function summary(hub: BenchHub, operation: BenchOperation, { quick, slow }: Samples): Measured {
  const usual = mostCommon(slow.map(({ calls }) => calls.length));
  const [fits = [], fitsSlow = []] = [quick, slow].map((runs) => runs.filter(({ calls }) => calls.length === usual));
  const chain = mostCommon(fitsSlow.map(({ rounds }) => chainText(rounds)));
  const added = medianOf(fitsSlow, "sinceFirstCall") - medianOf(fits, "sinceFirstCall");
  return {
    operation,
    milliseconds: medianOf(fits, "milliseconds"),
    roundTrips: added / injectedMs,
    rounds: fitsSlow.find(({ rounds }) => chainText(rounds) === chain)?.rounds ?? [],
    logBytes: median([...fits, ...fitsSlow].map(({ requestId }) => hub.logBytes(requestId))),
  };
}

const medianOf = (samples: readonly Sample[], field: "milliseconds" | "sinceFirstCall"): number =>
  median(samples.map((sample) => sample[field]));

async function measureOnce(
  { wire, invoke, kill }: BenchHub,
  { label, event, status, name }: BenchOperation,
  { delay, cold }: { delay: number; cold: boolean },
): Promise<Sample> {
  const requestId = newRequestId();
  const prepared = await event(requestId);
  if (cold) await kill(label);
  wire.take();
  wire.delayBy(delay);
  const start = performance.now();
  const answer = await invoke(label, prepared);
  const end = performance.now();
  wire.delayBy(0);
  const { statusCode } = Answer.parse(answer ?? {});
  if (statusCode !== status) throw new Error(`${name} answered ${statusCode}: ${JSON.stringify(answer)}`);
  const calls = wire.take();
  const milliseconds = end - start;
  const sinceFirstCall = end - (calls[0]?.start ?? end);
  return { milliseconds, sinceFirstCall, calls, rounds: serialRounds(calls), requestId };
}

const mostCommon = <Value>(values: readonly Value[]): Value | undefined => {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
};
