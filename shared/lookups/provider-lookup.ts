import type { Caller } from "../identity/caller.ts";
import { pause } from "../kernel/backoff.ts";
import { now } from "../kernel/clock.ts";
import { second } from "../kernel/durations.ts";
import { Problem } from "../kernel/errors.ts";
import { newClaimToken } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { log } from "../observability/logger.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { askProvider } from "./ask-provider.ts";
import type { ClaimState } from "./claim-state.ts";
import { freshOrNull, type LookupQuery, missingFields } from "./freshness.ts";
import type { Found, StoredLookup } from "./lookup.ts";
import { readClaimState } from "./lookup-reads.ts";
import { claimLookup, releaseClaim, settleClaim } from "./lookup-writes.ts";
import { readManualRecord } from "./manual-record.ts";
import { recordWith } from "./record-with.ts";

/** A little longer than a provider call can take. */
const waitMilliseconds = (): number => waits().providerCall + second;
const stepMilliseconds = 150;

interface LookupAttempt {
  caller: Caller;
  providerConfig: StoredProviderConfig;
  query: LookupQuery;
  token: string;
}

/**
 * The provider's record of a number, from the store if it is fresh enough. Two concurrent lookups pay once: one claims the record, the
 * other waits for its answer. A hit takes one round trip, because the claim finds the record fresh; a miss takes three: claim, provider,
 * record. The manual record is read at the same time as the claim and takes precedence, unless the caller asked to refresh.
 */
export const lookUpAtProvider = async (
  caller: Caller,
  providerConfig: StoredProviderConfig,
  query: LookupQuery,
): Promise<Found> => {
  const attempt: LookupAttempt = { caller, providerConfig, query, token: newClaimToken() };
  if (query.cacheDays === 0) return lookUpUncached(attempt);
  const [manual, first] = await Promise.all([
    query.refresh ? null : readManualRecord(caller, query.number),
    claim(attempt),
  ]);
  if (manual) {
    if (isOurs(attempt, first)) await release(attempt);
    return { lookup: manual, cached: true };
  }
  const giveUpAt = performance.now() + waitMilliseconds();
  for (let state = first; ; state = await claim(attempt)) {
    if (isOurs(attempt, state)) return { lookup: await fetchMissing(attempt, state.lookup), cached: false };
    const lookup = freshOrNull(state.lookup, query) ?? (await awaitOtherClaim(attempt, state, giveUpAt));
    if (lookup) return { lookup, cached: true };
  }
};

/** With a configuration that caches nothing, every lookup is paid for and none is stored. */
const lookUpUncached = async ({ caller, providerConfig, query }: LookupAttempt): Promise<Found> => {
  const manual = query.refresh ? null : await readManualRecord(caller, query.number);
  if (manual) return { lookup: manual, cached: true };
  const answer = await askProvider(providerConfig, query.number, query.fields);
  return { lookup: recordWith(null, answer, query.fields, query, originOf(caller, providerConfig)), cached: false };
};

/** Asks the provider for the fields that the record lacks. On a failure the claim is given back and the record stays unchanged. */
const fetchMissing = async (attempt: LookupAttempt, earlier: StoredLookup | null): Promise<StoredLookup> => {
  const { caller, providerConfig, query, token } = attempt;
  const missing = missingFields(earlier, query);
  const answer = await askProvider(providerConfig, query.number, missing).catch(async (error: unknown) => {
    await release(attempt).catch((failure: unknown) => log.error("store_unavailable", failure));
    throw error;
  });
  const lookup = recordWith(earlier, answer, missing, query, originOf(caller, providerConfig));
  await settleClaim(lookup, token);
  return lookup;
};

/**
 * Waits for the answer that another request has claimed. Null: that claim or its lease has ended, so the caller should claim again. Throws
 * temporarily_unavailable if the answer takes too long, or if the other request has failed.
 */
const awaitOtherClaim = async (
  { caller, providerConfig, query }: LookupAttempt,
  seen: ClaimState,
  giveUpAt: number,
): Promise<StoredLookup | null> => {
  while (performance.now() < giveUpAt) {
    await pause(stepMilliseconds);
    const { lookup, claimToken, claimedUntil } = await readClaimState(caller.scope, query.number, providerConfig.id);
    const fresh = freshOrNull(lookup, query);
    if (fresh) return fresh;
    if (claimToken !== null && claimedUntil > now()) continue;
    if (claimToken !== null || lookup?.updatedAt !== seen.lookup?.updatedAt) return null;
    // The claim was given back without an answer. If all waiting requests asked now, they would only add to the provider's trouble.
    break;
  }
  throw new Problem("temporarily_unavailable", {
    detail: "Another lookup of this number is under way or has just failed: try again.",
    retryAfterSeconds: 1,
  });
};

const claim = ({ caller, providerConfig, query, token }: LookupAttempt): Promise<ClaimState> =>
  claimLookup({
    scope: caller.scope,
    number: query.number,
    id: providerConfig.id,
    fields: query.fields,
    freshFrom: query.freshFrom,
    token,
  });

const isOurs = ({ token }: LookupAttempt, state: ClaimState): boolean => state.claimToken === token;

const release = ({ caller, providerConfig, query, token }: LookupAttempt): Promise<void> =>
  releaseClaim(caller.scope, query.number, providerConfig.id, token);

const originOf = ({ scope, userId }: Caller, { id }: StoredProviderConfig) => ({ scope, providerConfigId: id, userId });
