import type * as z from "zod";
import type { LookupNumber } from "../api/operations/lookups.ts";
import { chooseConfig } from "../delivery/choose-config.ts";
import type { Caller } from "../identity/caller.ts";
import { log } from "../observability/logger.ts";
import { requireUsable } from "../provider-configs/provider-config.ts";
import { hasLookups } from "./ask-provider.ts";
import { lookupWanted } from "./freshness.ts";
import { type KnownNumber, knownNumber } from "./known-number.ts";
import { type Found, shownLookup } from "./lookup.ts";
import { readManualRecord } from "./manual-record.ts";
import { lookUpMetadata, metadataOf } from "./metadata-lookup.ts";
import { lookUpAtProvider } from "./provider-lookup.ts";

type Wanted = z.output<typeof LookupNumber>;

/** Looks a number up for a caller: the operation's description says who pays when. */
export const lookUp = async (caller: Caller, wanted: Wanted) => {
  const known = knownNumber(wanted.number, wanted.country ?? caller.defaultCountry);
  const { lookup, cached } = await found(caller, wanted, known);
  const paid = cached ? "cached" : "paid";
  log.info("lookup_answered", { outcome: lookup.source === "provider" ? paid : lookup.source });
  return shownLookup(lookup, cached);
};

const found = async (caller: Caller, wanted: Wanted, { number, isValid }: KnownNumber): Promise<Found> => {
  const { refresh, providerConfigId, fields = ["lineType"] } = wanted;
  if (!isValid) return invalid(caller, number, refresh);
  if (caller.mode === "test") return lookUpMetadata(caller, number, refresh);
  const providerConfig = await chooseConfig(caller, { providerConfigId, actingUserId: caller.userId });
  if (!providerConfig || !hasLookups(providerConfig)) return lookUpMetadata(caller, number, refresh);
  requireUsable(providerConfig);
  const cacheDays = providerConfig.lookupCacheDays;
  return lookUpAtProvider(caller, providerConfig, lookupWanted(number, fields, { cacheDays, refresh }));
};

/** An invalid number reaches no provider and leaves no row; only what the tenant itself wrote down about it counts. */
const invalid = async (caller: Caller, number: string, refresh: boolean): Promise<Found> => {
  const manual = refresh ? null : await readManualRecord(caller, number);
  return manual ? { lookup: manual, cached: true } : { lookup: metadataOf(caller, number), cached: false };
};
