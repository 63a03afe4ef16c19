import type { Measured } from "../round-trips/measure.ts";
import type { RoundTrips } from "../round-trips/round-trips.ts";
import { printTable } from "../text-table.ts";
import { type Cost, type CostContext, costOf, readUnits, sum, writeUnits } from "./costs.ts";
import { assumptions, pricesAsOf } from "./prices.ts";

/** The products of the table, and the measured operations that each consists of. */
const products: Readonly<Record<string, readonly string[]>> = {
  "send with two callbacks": ["send", "status: sent", "status: delivered"],
  "lookup, hit": ["lookup, hit"],
  "lookup, miss": ["lookup, miss"],
  "inbound message": ["inbound message"],
  "event (a send has three)": ["event"],
  "verification, started and approved": ["start", "check, right"],
  "check, wrong": ["check, wrong"],
  normalise: ["normalise"],
  "authorizer, not cached": ["authorizer, new key"],
};

/** Prints the cost of a million of each product at AWS, from the counted calls. */
export function costPerMillion({ warm, cold }: RoundTrips, context: CostContext): void {
  const named = (ones: readonly Measured[], names: readonly string[]) =>
    ones.filter(({ operation }) => names.includes(operation.name));
  const { coldPercent, megabytesPerCore, latencyMs, platformLogBytes } = assumptions;
  const latencies = Object.entries(latencyMs).map(([service, milliseconds]) => `${service} ${milliseconds}`);
  const memories = [...new Set(context.functions.map(({ memoryMegabytes }) => memoryMegabytes))].join(", ");

  printTable(
    "4. Dollars per million at AWS",
    `us-east-1 list prices as known on ${pricesAsOf} (test/tools/bench/costs/prices.ts), no free tier. The table leaves out the carrier's price (some
$8,000 per million messages), the fixed price of keys, storage, backups, and DynamoDB's own few uses of the tables' key.
Assumed: ${coldPercent}% of invocations cold; ${memories} MB on arm64; billed = measured time × ${megabytesPerCore} / memory + latency per serial round
(ms: ${latencies.join(", ")}); ${platformLogBytes} bytes of Lambda's own log lines, ${context.accessLogBytes} of the API's access log; log level INFO.`,
    ["what", "Lambda req", "Lambda time", "HTTP API", "DB writes", "DB reads", "KMS", "SQS", "logs", "total"],
    Object.entries(products).map(([name, parts]) => {
      const coldOf = named(cold, parts);
      const cost = sum(
        named(warm, parts).flatMap((one) => {
          const match = coldOf.find(({ operation }) => operation.name === one.operation.name);
          return match ? [costOf(one, match, context)] : [];
        }),
      );
      return [name, ...columns(cost).map(perMillion), perMillion(columns(cost).reduce((a, b) => a + b, 0))];
    }),
  );

  printTable(
    "   DynamoDB units of each, warm",
    "As the database reports them, for each table and index. (refused): a write with a failed condition, billed by the item's size.",
    ["what", "write units", "read units", "writes by table and index"],
    Object.entries(products).map(([name, parts]) => {
      const places = named(warm, parts).map(writeUnits);
      const total = places.flatMap((units) => [...units.values()]).reduce((a, b) => a + b, 0);
      const reads = named(warm, parts).reduce((units, one) => units + readUnits(one), 0);
      const where = places.map(
        (units) => [...units].map(([place, count]) => `${place} ${count}`).join(", ") || "nothing",
      );
      return [name, total, reads, where.join(" | ")];
    }),
  );
}

const columns = (cost: Cost): number[] => [
  cost.lambdaRequests,
  cost.lambdaTime,
  cost.httpApi,
  cost.writes,
  cost.reads,
  cost.kms,
  cost.sqs,
  cost.logs,
];

const perMillion = (cost: number): string => (cost * 1e6).toFixed(2);
