import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../clock.ts";
import { Problem } from "../errors.ts";
import { newClaimToken } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { askProvider } from "./ask-provider.ts";
import { isRecentEnough, type LookupWanted, missingFields, withAnswer } from "./freshness.ts";
import { readClaimState } from "./lookup-reads.ts";
import { claimLookup, releaseClaim, settleClaim } from "./lookup-writes.ts";
import { readManualRecord } from "./manual-record.ts";
import type { Found } from "./metadata-lookup.ts";

/** A little more than a provider call may take. */
const waitMilliseconds = 9_000;
const stepMilliseconds = 150;

/**
 * What the provider says of a number, from the cache where it can. Two concurrent lookups pay once: one claims the record, the
 * other waits for its answer. A hit is one round trip (the claim finds the record fresh), a miss three: claim, provider,
 * record. The manual record is read beside the claim and takes precedence, unless the caller asked to refresh.
 */
export const lookUpAtProvider = async (
  caller: Caller,
  config: StoredProviderConfig,
  wanted: LookupWanted,
): Promise<Found> => {
  const { scope } = caller;
  const { number } = wanted;
  const token = newClaimToken();
  const claim = () =>
    claimLookup({ scope, number, id: config.id, fields: wanted.fields, freshFrom: wanted.freshFrom, token });

  let [manual, state] = await Promise.all([wanted.refresh ? null : readManualRecord(caller, number), claim()]);
  if (manual) {
    if (state.claimToken === token) await releaseClaim(scope, number, config.id, token);
    return { lookup: manual, cached: true };
  }
  const giveUpAt = Date.now() + waitMilliseconds;
  while (state.claimToken !== token) {
    const { lookup } = state;
    if (isRecentEnough(lookup, wanted)) return { lookup, cached: true };
    if (Date.now() >= giveUpAt) throw underWay();
    await sleep(stepMilliseconds);
    const next = await readClaimState(scope, number, config.id);
    if (next.claimToken !== null) state = next;
    // The claim was given back without an answer: asking again at once, for everyone who waited, would only add to the trouble.
    else if (next.lookup?.updatedAt === lookup?.updatedAt) throw underWay();
    else state = isRecentEnough(next.lookup, wanted) ? { ...next, claimToken: null } : await claim();
  }
