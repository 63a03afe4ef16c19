import { Problem } from "../kernel/errors.ts";
import { tenantOfScope } from "../kernel/ids.ts";
import { log } from "../observability/logger.ts";
import type { Counter, Draw } from "./buckets/bucket-rule.ts";
import { draw, returnDraw } from "./buckets/bucket-writes.ts";
import { capsOf, capsPast } from "./caps/caps.ts";
import { warnOfCaps } from "./caps/warn-of-cap.ts";
import type { LimitedSend, Share } from "./check-limits.ts";
import { rowSeconds, scopeKey } from "./limit-keys.ts";
import { limitsOf } from "./limit-reads.ts";

export interface CountedAhead {
  /** One share for each send, in the same order. */
  shares: readonly Share[];
  /** Gives the released shares back. Call it once, when all sends have ended. Never throws. */
  settle: () => Promise<void>;
}

/**
 * Counts many sends of one scope against the tenant's caps in one write. Otherwise a batch would write the same row for each of its sends.
 * Null: the sends do not all fit, or some are test sends, or the store failed, so each send must be counted by itself. A crash in between
 * counts too many sends, never too few.
 */
export const countAhead = async (sends: readonly LimitedSend[]): Promise<CountedAhead | null> => {
  const [first] = sends;
  if (!first || sends.some(({ isTest }) => isTest)) return null;
  try {
    const limits = await limitsOf(tenantOfScope(first.scope));
    const each = sends.map((send) => capsOf(limits, send));
    const counters = sumOf(each);
    const request: Draw = { key: scopeKey(first.scope), cost: 0, counters, keepSeconds: rowSeconds };
    const drawn = await draw(request);
    if (!drawn.granted) return null;
    await warnOfCaps(first.scope, capsPast(counters, drawn.counts));
    const released = new Set<readonly Counter[]>();
    return {
      shares: each.map((counters) => ({ release: () => released.add(counters) })),
      settle: () => giveBack({ ...request, counters: sumOf([...released]) }, drawn.at),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.error("store_unavailable", error.detail.cause ?? error);
    return null;
  }
};

/** Adds the counters of several sends. Without sends the result is empty. */
const sumOf = (each: readonly (readonly Counter[])[]): Counter[] =>
  (each[0] ?? []).map((counter, at) => ({
    ...counter,
    add: each.reduce((sum, counters) => sum + (counters[at]?.add ?? 0), 0),
  }));

/** If this fails, the tenant's caps count a few sends too many, and nothing worse happens. */
const giveBack = async (released: Draw, drawnAt: number): Promise<void> => {
  if (!released.counters?.length) return;
  try {
    await returnDraw(released, drawnAt);
  } catch (error) {
    log.error("store_unavailable", error);
  }
};
