import { sendingFunctions, webhookFunctions } from "../../../../infra/functions.ts";
import type { FunctionName } from "../../../../shared/api/registry.ts";

const batchWorkers: readonly FunctionName[] = [
  "workers/plan-batches",
  "workers/run-batch-ranges",
  "workers/range-dead-letters",
];

/** In bytes, minified. What a function loads it pays for at every cold start. */
export function byteCeiling(name: FunctionName): number {
  if (webhookFunctions.some((webhook) => webhook === name)) return 450_000;
  // They stay warm while they work through a batch, and carry S3's client beside all that reading a list, or sending, takes, and the
  // map of time zones.
  if (batchWorkers.includes(name)) return 910_000;
  // Of which 10 kB tell what is certainly one number, and which forms of it are one person's.
  if (sendingFunctions.includes(name)) return 760_000;
  return name === "numbers/normalize-number" ? 350_000 : 750_000;
}
