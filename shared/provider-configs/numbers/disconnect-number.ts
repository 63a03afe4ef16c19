import { auditOf } from "../../identity/audit/audit-entry.ts";
import { Problem } from "../../kernel/errors.ts";
import { beginChange, changeManaged } from "../changing/change-managed.ts";
import type { ConfigManager } from "../changing/config-manager.ts";
import { updateConfig } from "../provider-config-writes.ts";
import { asked, isConnected, ownedNumber, viewOfNumber } from "./owned-numbers.ts";

const noWebhooks = { smsUrl: null, smsMethod: null, smsFallbackUrl: null, smsApplicationSid: null };

/**
 * Restores the webhooks that a number had before it was connected, and removes the number from the senders if connecting added it. Throws
 * conflict if the number's webhooks do not point at this configuration, because the hub must not change foreign webhooks.
 */
export const disconnectNumber = async (manager: ConfigManager, id: string, named: string) => {
  await beginChange(manager);
  const { config, numbers, number } = await ownedNumber(manager, id, named);
  const { sid } = number;
  if (!isConnected(config, number))
    throw new Problem("conflict", { detail: "The number's webhooks do not point at this configuration." });
  const former = config.numberBackups[sid]?.webhooks ?? noWebhooks;
  const restored = await asked(numbers.setWebhooks(number, former));
  await forget(manager, id, sid);
  return viewOfNumber(config, restored);
};

const forget = async (manager: ConfigManager, id: string, sid: string): Promise<void> => {
  const audit = auditOf(manager, id, { sid });
  await changeManaged(manager, id, async ({ config }) => {
    const { [sid]: backup, ...numberBackups } = config.numberBackups;
    const fromNumbers = config.fromNumbers.filter((number) => !backup?.addedSender || number !== backup.number);
    return (await updateConfig(config, { numberBackups, fromNumbers }, "leave", audit)) ? "forgotten" : null;
  });
};
