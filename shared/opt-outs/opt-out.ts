import type * as z from "zod";
import type { OptOut as OptOutSchema } from "../api/operations/opt-outs.ts";
import type { Item } from "../aws/dynamodb.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { manifestOf } from "../providers/manifests.ts";

export type OptOut = z.output<typeof OptOutSchema>;

/** A table's item as an opt-out; null where its number was erased: it goes on counting and names nobody. */
export const optOutOf = (item: Item): OptOut | null =>
  typeof item.number === "string"
    ? {
        number: item.number,
        scope: item.scope as OptOut["scope"],
        source: item.source as OptOut["source"],
        keyword: typeof item.keyword === "string" ? item.keyword : null,
        at: String(item.at),
      }
    : null;

/**
 * From which sender somebody opts out whose opt-out a configuration's provider tells. Twilio keeps a list per sender, SNS one for the whole
 * account. A user who holds the credentials of their own account can forge whatever it tells, so it counts for that configuration alone:
 * nobody's STOP or START for the tenant's number comes in by it (invariant 29).
 */
export const optedOutSender = <Sender extends string | undefined>(
  { id, provider, ownerUserId }: Pick<StoredProviderConfig, "id" | "provider" | "ownerUserId">,
  sender: Sender,
): string | Sender => (manifestOf(provider).optOuts.scope === "account" || ownerUserId !== null ? id : sender);
