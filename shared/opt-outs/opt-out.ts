import type * as z from "zod";
import type { OptOut as OptOutSchema } from "../api/operations/opt-outs.ts";
import type { Item } from "../aws/dynamodb.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { manifestOf } from "../providers/manifests.ts";

export type OptOut = z.output<typeof OptOutSchema>;

/** Turns an item into an opt-out. Null: its number was erased. Such an opt-out still counts, but the API cannot show it. */
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
 * The sender to which an opt-out applies that a provider reports. Twilio keeps a list for each sender, SNS one for the whole account. If
 * the configuration belongs to a user, the user knows its credentials and could forge reports. Such an opt-out applies only to that
 * configuration, so nobody can forge a STOP or START for the tenant's numbers (invariant 29).
 */
export const optedOutSender = <Sender extends string | undefined>(
  { id, provider, ownerUserId }: Pick<StoredProviderConfig, "id" | "provider" | "ownerUserId">,
  sender: Sender,
): string | Sender => (manifestOf(provider).optOuts.scope === "account" || ownerUserId !== null ? id : sender);
