import { newEvent } from "../../events/event.ts";
import { cache } from "../../kernel/cache.ts";
import { day, second } from "../../kernel/durations.ts";
import { type Scope, tenantOfScope } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import type { Counter } from "../buckets/bucket-rule.ts";
import { warningKey } from "../limit-keys.ts";
import { putWarning } from "./cap-warning-writes.ts";
import { capNamed, thisMonth } from "./caps.ts";

/** Warnings known to be told, for longer than their month: past four fifths a send asks no store again. */
const told = cache<void>({ milliseconds: 32 * day, entries: 1_000 });
/** One that could not be written is tried again after so long: no send waits each time for a store that fails. */
const tried = cache<void>({ milliseconds: 30 * second, entries: 1_000 });

/**
 * Tells the tenant that four fifths of these caps are used: once for each cap and month, however many sends find it so, and again and
 * again until it is written. Never throws: it is a warning, not the limit.
 */
export const warnOfCaps = async (scope: Scope, caps: readonly Counter[]): Promise<void> => {
  await Promise.all(caps.map((cap) => warnOfCap(scope, cap)));
};

const warnOfCap = async (scope: Scope, { name, most }: Counter): Promise<void> => {
  if (most === null) return;
  const mark = warningKey(scope, name, most);
  await tried.recall(mark, async () => {
    try {
      await told.recall(mark, () => tell(scope, name, most));
    } catch (error) {
      log.error("store_unavailable", error, { limit: capNamed(name) });
    }
  });
};

const tell = async (scope: Scope, name: string, most: number): Promise<void> => {
  const limit = capNamed(name);
  const month = thisMonth();
  const cap = limit === "monthlySpendUsd" ? most / 1_000_000 : most;
  const about = [limit, month, String(cap)];
  const event = newEvent(scope, "limit.warning", { limit, month, cap, usedPercent: 80 }, { about });
  if (await putWarning(scope, warningKey(scope, name, most), event))
    log.warn("limit_warning", { tenantId: tenantOfScope(scope), limit });
};
