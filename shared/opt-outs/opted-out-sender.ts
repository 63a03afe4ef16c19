import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";

/**
 * From which sender somebody opts out whose opt-out a configuration's provider tells. Twilio keeps a list per sender, SNS one for the whole
 * account. A user who holds the credentials of their own account can forge whatever it tells, so it counts for that configuration alone:
 * nobody's STOP or START for the tenant's number comes in by it (invariant 29).
 */
export const optedOutSender = <Sender extends string | undefined>(
  { id, provider, ownerUserId }: Pick<StoredProviderConfig, "id" | "provider" | "ownerUserId">,
  sender: Sender,
): string | Sender => (provider === "sns" || ownerUserId !== null ? id : sender);
