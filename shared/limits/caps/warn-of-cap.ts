import { newEvent } from "../../events/event.ts";
import { cache } from "../../kernel/cache.ts";
import { day, second } from "../../kernel/durations.ts";
import { type Scope, tenantOfScope } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import type { Counter } from "../buckets/bucket-rule.ts";
import { warningKey } from "../limit-keys.ts";
import { putWarning } from "./cap-warning-writes.ts";
import { capNamed, thisMonth } from "./caps.ts";

/** The warnings that are known to be written. They stay longer than their month, so that later sends need no store access. */
const written = cache<void>({ milliseconds: 32 * day, entries: 1_000 });
/** A failed warning is retried only after this time, so that not every send waits for a store that fails. */
const attempted = cache<void>({ milliseconds: 30 * second, entries: 1_000 });

/**
 * Writes the event that four fifths of these caps are used, once for each cap and month. Later sends retry a warning that could not be
 * written. Never throws, because a warning must not stop a send.
 */
export const warnOfCaps = async (scope: Scope, caps: readonly Counter[]): Promise<void> => {
  await Promise.all(caps.map((cap) => warnOfCap(scope, cap)));
};

const warnOfCap = async (scope: Scope, { name, most }: Counter): Promise<void> => {
  if (most === null) return;
  const mark = warningKey(scope, name, most);
  await attempted.recall(mark, async () => {
    try {
      await written.recall(mark, () => writeWarning(scope, name, most));
    } catch (error) {
      log.error("store_unavailable", error, { limit: capNamed(name) });
    }
  });
};

const writeWarning = async (scope: Scope, name: string, most: number): Promise<void> => {
  const limit = capNamed(name);
  const month = thisMonth();
  const cap = limit === "monthlySpendUsd" ? most / 1_000_000 : most;
  const about = [limit, month, String(cap)];
  const event = newEvent(scope, "limit.warning", { limit, month, cap, usedPercent: 80 }, { about });
  if (await putWarning(scope, warningKey(scope, name, most), event))
    log.warn("limit_warning", { tenantId: tenantOfScope(scope), limit });
};
