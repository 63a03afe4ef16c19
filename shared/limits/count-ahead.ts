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
  /** One for each send, in their order. */
  shares: readonly Share[];
  /** Gives back what was released: once, when all the sends have come to an end. Never throws. */
  settle: () => Promise<void>;
}

/**
 * Counts many sends of one scope against the tenant's caps, in one write: a batch that counted each by itself would write that one row
 * as often as it sends. Null: they do not all fit, or cost nothing, or nobody can tell, so each is to be counted by itself. Whoever
 * crashes in between has counted some too many, never too few.
 */
export const countAhead = async (sends: readonly LimitedSend[]): Promise<CountedAhead | null> => {
  const [first] = sends;
  if (!first || sends.some(({ isTest }) => isTest)) return null;
  try {
    const limits = await limitsOf(tenantOfScope(first.scope));
    const each = sends.map((send) => capsOf(limits, send));
    const counters = sumOf(each);
    const wanted: Draw = { key: scopeKey(first.scope), cost: 0, counters, keepSeconds: rowSeconds };
    const drawn = await draw(wanted);
    if (!drawn.granted) return null;
    await warnOfCaps(first.scope, capsPast(counters, drawn.counts));
    const released = new Set<readonly Counter[]>();
    return {
      shares: each.map((counters) => ({ release: () => released.add(counters) })),
      settle: () => giveBack({ ...wanted, counters: sumOf([...released]) }, drawn.at),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.error("store_unavailable", error.detail.cause ?? error);
    return null;
  }
};

/** Counters of several sends as one; none for none. */
const sumOf = (each: readonly (readonly Counter[])[]): Counter[] =>
  (each[0] ?? []).map((counter, at) => ({
    ...counter,
    add: each.reduce((sum, counters) => sum + (counters[at]?.add ?? 0), 0),
  }));

/** Where that fails the tenant has counted some too many, which harms nobody. */
const giveBack = async (released: Draw, drawnAt: number): Promise<void> => {
  if (!released.counters?.length) return;
  try {
    await returnDraw(released, drawnAt);
  } catch (error) {
    log.error("store_unavailable", error);
  }
};
