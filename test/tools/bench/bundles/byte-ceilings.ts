import { sendingFunctions, webhookFunctions } from "../../../../infra/functions.ts";
import type { FunctionName } from "../../../../shared/api/registry.ts";

const batchWorkers: readonly FunctionName[] = [
  "workers/plan-batches",
  "workers/run-batch-ranges",
  "workers/range-dead-letters",
];

/** The maximum size of a minified bundle, in bytes. Every cold start has to load the bundle. */
export function byteCeiling(name: FunctionName): number {
  if (webhookFunctions.some((webhook) => webhook === name)) return 450_000;
  // These workers stay warm during a batch. They contain S3's client, the code that reads lists or sends, and the map of time zones.
  if (batchWorkers.includes(name)) return 910_000;
  // 10 kB of these recognise whether a text is certainly one number, and which forms of a number belong to one person.
  if (sendingFunctions.includes(name)) return 760_000;
  return name === "numbers/normalize-number" ? 350_000 : 750_000;
}
