import { recordEvent } from "../events/event-writes.ts";
import type { Scope } from "../ids.ts";
import { log } from "../logger.ts";
import type { Counter } from "./bucket-writes.ts";
import { capNamed } from "./caps.ts";
import { thisMonth } from "./month.ts";

/** Tells the tenant that four fifths of a cap are used. The send goes on where this fails: it is a warning, not the limit. */
export const warnOfCap = async (scope: Scope, { name, most }: Counter): Promise<void> => {
  const limit = capNamed(name);
  const month = thisMonth();
  log.warn("limit_warning", { tenant: scope, limit });
  const cap = limit === "monthlySpendUsd" ? (most ?? 0) / 1_000_000 : most;
  try {
    await recordEvent(
      scope,
      "limit.warning",
      { limit, month, cap, usedPercent: 80 },
      { about: [limit, month, String(cap)] },
    );
  } catch (error) {
    log.error("store_unavailable", error, { limit });
  }
};
