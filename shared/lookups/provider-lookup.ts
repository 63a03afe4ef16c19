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
import { freshOrNull, type LookupWanted, missingFields } from "./freshness.ts";
import type { Found, StoredLookup } from "./lookup.ts";
import { readClaimState } from "./lookup-reads.ts";
import { claimLookup, releaseClaim, settleClaim } from "./lookup-writes.ts";
import { readManualRecord } from "./manual-record.ts";
import { recordWith } from "./record-with.ts";

/** A little more than a provider call may take. */
const waitMilliseconds = (): number => waits().providerCall + second;
const stepMilliseconds = 150;

interface Asking {
  caller: Caller;
  providerConfig: StoredProviderConfig;
  wanted: LookupWanted;
  token: string;
}

/**
 * What the provider says of a number, from the cache where it can. Two concurrent lookups pay once: one claims the record, the
 * other waits for its answer. A hit is one round trip (the claim finds the record fresh), a miss three: claim, provider,
 * record. The manual record is read beside the claim and takes precedence, unless the caller asked to refresh.
 */
export const lookUpAtProvider = async (
  caller: Caller,
  providerConfig: StoredProviderConfig,
  wanted: LookupWanted,
): Promise<Found> => {
  const asking: Asking = { caller, providerConfig, wanted, token: newClaimToken() };
  if (wanted.cacheDays === 0) return lookUpUncached(asking);
  const [manual, first] = await Promise.all([
    wanted.refresh ? null : readManualRecord(caller, wanted.number),
    claim(asking),
  ]);
  if (manual) {
    if (isMine(asking, first)) await release(asking);
    return { lookup: manual, cached: true };
  }
  const giveUpAt = performance.now() + waitMilliseconds();
  for (let state = first; ; state = await claim(asking)) {
    if (isMine(asking, state)) return { lookup: await payFor(asking, state.lookup), cached: false };
    const lookup = freshOrNull(state.lookup, wanted) ?? (await settledBy(asking, state, giveUpAt));
    if (lookup) return { lookup, cached: true };
  }
};

/** A configuration that keeps nothing: every lookup is paid for, and none is stored. */
const lookUpUncached = async ({ caller, providerConfig, wanted }: Asking): Promise<Found> => {
  const manual = wanted.refresh ? null : await readManualRecord(caller, wanted.number);
  if (manual) return { lookup: manual, cached: true };
  const answer = await askProvider(providerConfig, wanted.number, wanted.fields);
  return { lookup: recordWith(null, answer, wanted.fields, wanted, originOf(caller, providerConfig)), cached: false };
};

/** Asks the provider for what the record lacks. On a failure the claim is given back, and the record stays as it was. */
const payFor = async (asking: Asking, earlier: StoredLookup | null): Promise<StoredLookup> => {
  const { caller, providerConfig, wanted, token } = asking;
  const asked = missingFields(earlier, wanted);
  const answer = await askProvider(providerConfig, wanted.number, asked).catch(async (error: unknown) => {
    await release(asking).catch((failure: unknown) => log.error("store_unavailable", failure));
    throw error;
  });
  const lookup = recordWith(earlier, answer, asked, wanted, originOf(caller, providerConfig));
  await settleClaim(lookup, token);
  return lookup;
};

/**
 * Waits for the answer that another's claim will bring. Null: that claim is over, or its lease, and it is worth claiming again.
 * Throws temporarily_unavailable where it takes too long or has failed.
 */
const settledBy = async (
  { caller, providerConfig, wanted }: Asking,
  seen: ClaimState,
  giveUpAt: number,
): Promise<StoredLookup | null> => {
  while (performance.now() < giveUpAt) {
    await pause(stepMilliseconds);
    const { lookup, claimToken, claimedUntil } = await readClaimState(caller.scope, wanted.number, providerConfig.id);
    const fresh = freshOrNull(lookup, wanted);
    if (fresh) return fresh;
    if (claimToken !== null && claimedUntil > now()) continue;
    if (claimToken !== null || lookup?.updatedAt !== seen.lookup?.updatedAt) return null;
    // Given back without an answer: for everyone who waited to ask at once would only add to the provider's trouble.
    break;
  }
  throw new Problem("temporarily_unavailable", {
    detail: "Another lookup of this number is under way or has just failed.",
    retryAfterSeconds: 1,
  });
};

const claim = ({ caller, providerConfig, wanted, token }: Asking): Promise<ClaimState> =>
  claimLookup({
    scope: caller.scope,
    number: wanted.number,
    id: providerConfig.id,
    fields: wanted.fields,
    freshFrom: wanted.freshFrom,
    token,
  });

const isMine = ({ token }: Asking, state: ClaimState): boolean => state.claimToken === token;

const release = ({ caller, providerConfig, wanted, token }: Asking): Promise<void> =>
  releaseClaim(caller.scope, wanted.number, providerConfig.id, token);

const originOf = ({ scope, userId }: Caller, { id }: StoredProviderConfig) => ({ scope, providerConfigId: id, userId });
