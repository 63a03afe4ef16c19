import type * as z from "zod";
import type { LookupNumber } from "../api/operations/lookups.ts";
import { chooseConfig } from "../delivery/choose-config.ts";
import type { Caller } from "../identity/caller.ts";
import { log } from "../observability/logger.ts";
import { requireUsable } from "../provider-configs/provider-config.ts";
import { hasLookups } from "./ask-provider.ts";
import { lookupQuery } from "./freshness.ts";
import { type KnownNumber, knownNumber } from "./known-number.ts";
import { type Found, viewOfLookup } from "./lookup.ts";
import { readManualRecord } from "./manual-record.ts";
import { lookUpMetadata, metadataOf } from "./metadata-lookup.ts";
import { lookUpAtProvider } from "./provider-lookup.ts";

type LookupRequest = z.output<typeof LookupNumber>;

/** Looks a number up for a caller. The operation's description says when the provider charges for it. */
export const lookUp = async (caller: Caller, request: LookupRequest) => {
  const known = knownNumber(request.number, request.country ?? caller.defaultCountry);
  const { lookup, cached } = await findLookup(caller, request, known);
  const paid = cached ? "cached" : "paid";
  log.info("lookup_answered", { outcome: lookup.source === "provider" ? paid : lookup.source });
  return viewOfLookup(lookup, cached);
};

const findLookup = async (caller: Caller, request: LookupRequest, { number, isValid }: KnownNumber): Promise<Found> => {
  const { refresh, providerConfigId, fields = ["lineType"] } = request;
  if (!isValid) return lookUpInvalid(caller, number, refresh);
  if (caller.mode === "test") return lookUpMetadata(caller, number, refresh);
  const providerConfig = await chooseConfig(caller, { providerConfigId, actingUserId: caller.userId });
  if (!providerConfig || !hasLookups(providerConfig)) return lookUpMetadata(caller, number, refresh);
  requireUsable(providerConfig);
  const cacheDays = providerConfig.lookupCacheDays;
  return lookUpAtProvider(caller, providerConfig, lookupQuery(number, fields, { cacheDays, refresh }));
};

/** An invalid number is sent to no provider and gets no row. Only a manual record of it counts. */
const lookUpInvalid = async (caller: Caller, number: string, refresh: boolean): Promise<Found> => {
  const manual = refresh ? null : await readManualRecord(caller, number);
  return manual ? { lookup: manual, cached: true } : { lookup: metadataOf(caller, number), cached: false };
};
