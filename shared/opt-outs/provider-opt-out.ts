import type { LogFields } from "../observability/log-codes.ts";
import { log } from "../observability/logger.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { optedOutSender } from "./opt-out.ts";
import { putOptOut } from "./opt-out-writes.ts";

/**
 * Records that a provider refused a number because of its own list of opt-outs, so that the hub does not try the next send. Never throws,
 * because the caller must still settle the send. If the write fails, the provider refuses the next send too.
 */
export const recordProviderOptOut = async (
  providerConfig: Pick<StoredProviderConfig, "id" | "tenantId" | "provider" | "ownerUserId">,
  { number, sender, named }: { number: string; sender: string | undefined; named: LogFields },
): Promise<void> => {
  try {
    const owner = providerConfig.tenantId;
    await putOptOut({ owner, number, sender: optedOutSender(providerConfig, sender) }, "provider");
  } catch (error) {
    log.error("store_unavailable", error, named);
  }
};
