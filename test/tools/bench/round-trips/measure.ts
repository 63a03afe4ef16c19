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
  /** The time from the first call to the answer, without a cold worker's start. */
  sinceFirstCall: number;
  calls: WireCall[];
  rounds: WireCall[][];
  requestId: string;
}

/** The samples of one operation without and with the delay. */
interface Samples {
  quick: Sample[];
  slow: Sample[];
}

export interface Measured {
  operation: BenchOperation;
  /** The median time without the delay. */
  milliseconds: number;
  /** The time that the injected delay added, divided by the delay. */
  roundTrips: number;
  /** The calls of a typical run; calls that ran at the same time form a group. */
  rounds: WireCall[][];
  logBytes: number;
}

const Answer = z.object({ statusCode: z.number().default(200) });

/** Runs every operation `pairs` times without and with the delay, alternately. */
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

/** Only runs with the usual number of calls count. Others were not fully warm: a function reads values again after 30 s. */
function summary(hub: BenchHub, operation: BenchOperation, { quick, slow }: Samples): Measured {
  const usual = mostCommon(slow.map(({ calls }) => calls.length));
  const [warm = [], warmSlow = []] = [quick, slow].map((runs) => runs.filter(({ calls }) => calls.length === usual));
  const chain = mostCommon(warmSlow.map(({ rounds }) => chainText(rounds)));
  const added = medianOf(warmSlow, "sinceFirstCall") - medianOf(warm, "sinceFirstCall");
  return {
    operation,
    milliseconds: medianOf(warm, "milliseconds"),
    roundTrips: added / injectedMs,
    rounds: warmSlow.find(({ rounds }) => chainText(rounds) === chain)?.rounds ?? [],
    logBytes: median([...warm, ...warmSlow].map(({ requestId }) => hub.logBytes(requestId))),
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
