import type { DeployedFunction } from "../deployed-functions.ts";
import type { Measured } from "../round-trips/measure.ts";
import type { ServiceName } from "../wire/wire-protocols.ts";
import { assumptions, dollars } from "./prices.ts";

/** The cost of one invocation, in dollars. */
export interface Cost {
  lambdaRequests: number;
  lambdaTime: number;
  httpApi: number;
  writes: number;
  reads: number;
  kms: number;
  sqs: number;
  logs: number;
}

/** The deployment's facts that the cost of an invocation depends on. */
export interface CostContext {
  functions: readonly DeployedFunction[];
  accessLogBytes: number;
}

/** The average cost of one invocation: `coldPercent` of them are cold, the others warm. */
export function costOf(warm: Measured, cold: Measured, context: CostContext): Cost {
  const coldShare = assumptions.coldPercent / 100;
  return sum([scaled(costOnce(warm, context), 1 - coldShare), scaled(costOnce(cold, context), coldShare)]);
}

export const writeUnits = ({ rounds }: Measured): Map<string, number> => {
  const units = new Map<string, number>();
  for (const [place, count] of rounds.flat().flatMap(({ writes }) => Object.entries(writes)))
    units.set(place, (units.get(place) ?? 0) + count);
  return units;
};

export const readUnits = ({ rounds }: Measured): number => rounds.flat().reduce((total, { reads }) => total + reads, 0);

/** The milliseconds that Lambda would bill: our own work at a Lambda's speed, and the assumed latency of each serial round. */
export function billedMilliseconds({ milliseconds, rounds }: Measured, memoryMegabytes: number): number {
  const { megabytesPerCore, latencyMs } = assumptions;
  const waiting = rounds.map((round) => Math.max(...round.map(({ service }) => latencyMs[service])));
  return milliseconds * (megabytesPerCore / memoryMegabytes) + waiting.reduce((total, one) => total + one, 0);
}

function costOnce(measured: Measured, { functions, accessLogBytes }: CostContext): Cost {
  const { operation, rounds, logBytes } = measured;
  const { memoryMegabytes } = functions.find(({ label }) => label === operation.label) ?? { memoryMegabytes: 0 };
  const callsTo = (name: ServiceName) => rounds.flat().filter(({ service }) => service === name).length;
  const viaApi = operation.trigger === "http-api";
  const bytes = logBytes + assumptions.platformLogBytes + (viaApi ? accessLogBytes : 0);
  const gigabyteSeconds = (memoryMegabytes / 1024) * (billedMilliseconds(measured, memoryMegabytes) / 1000);
  return {
    lambdaRequests: dollars.lambdaRequest,
    lambdaTime: gigabyteSeconds * dollars.lambdaGigabyteSecond,
    httpApi: viaApi ? dollars.httpApiRequest : 0,
    writes: [...writeUnits(measured).values()].reduce((total, units) => total + units, 0) * dollars.writeUnit,
    reads: readUnits(measured) * dollars.readUnit,
    kms: callsTo("kms") * dollars.kmsRequest,
    sqs: callsTo("sqs") * dollars.sqsRequest,
    logs: (bytes / 1e9) * dollars.logGigabyte,
  };
}

const nothing: Cost = { lambdaRequests: 0, lambdaTime: 0, httpApi: 0, writes: 0, reads: 0, kms: 0, sqs: 0, logs: 0 };

const combined = (a: Cost, b: Cost, combine: (a: number, b: number) => number): Cost => ({
  lambdaRequests: combine(a.lambdaRequests, b.lambdaRequests),
  lambdaTime: combine(a.lambdaTime, b.lambdaTime),
  httpApi: combine(a.httpApi, b.httpApi),
  writes: combine(a.writes, b.writes),
  reads: combine(a.reads, b.reads),
  kms: combine(a.kms, b.kms),
  sqs: combine(a.sqs, b.sqs),
  logs: combine(a.logs, b.logs),
});

export const sum = (costs: readonly Cost[]): Cost =>
  costs.reduce((total, cost) => combined(total, cost, (a, b) => a + b), nothing);

const scaled = (cost: Cost, factor: number): Cost => combined(cost, nothing, (a) => a * factor);
