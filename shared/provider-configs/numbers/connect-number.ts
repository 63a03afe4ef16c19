import { auditOf } from "../../identity/audit/audit-entry.ts";
import { Problem } from "../../kernel/errors.ts";
import { manifestOf } from "../../providers/manifests.ts";
import type { NumberWebhooks, OwnedNumber } from "../../providers/provider.ts";
import { requireInRegion } from "../../providers/regions.ts";
import { beginChange, changeManaged } from "../changing/change-managed.ts";
import type { ConfigManager } from "../changing/config-manager.ts";
import { inboundUrlOf } from "../changing/config-view.ts";
import { updateConfig } from "../provider-config-writes.ts";
import { asked, isConnected, ownedNumber, viewOfNumber } from "./owned-numbers.ts";

/**
 * Points a number's webhooks at the hub and adds the number to the configuration's senders. It saves the previous webhooks first, so that
 * the hub can restore them if a later step fails. Throws number_in_use, with the current webhooks, unless `replace` is set, and
 * not_supported if the configuration's region has no SMS.
 */
export const connectNumber = async (manager: ConfigManager, id: string, named: string, replace: boolean) => {
  await beginChange(manager);
  const { config, numbers, number } = await ownedNumber(manager, id, named);
  requireInRegion(config, "sms");
  if (isConnected(config, number)) return viewOfNumber(config, number);
  if (isInUse(number.webhooks) && !replace)
    throw new Problem("number_in_use", {
      detail: "The number has webhooks already: set replace to take it over.",
      extensions: { webhooks: number.webhooks },
    });
  await keep(manager, id, number);
  const smsUrl = `${inboundUrlOf(config)}${manifestOf(config.provider).webhookUrlSuffix}`;
  const webhooks = { smsUrl, smsMethod: "POST", smsFallbackUrl: null, smsApplicationSid: null };
  return viewOfNumber(config, await asked(numbers.setWebhooks(number, webhooks)));
};

/** Twilio sets a webhook with this prefix on a newly bought number. */
const demoUrl = "https://demo.twilio.com/";

const isInUse = ({ smsUrl, smsFallbackUrl, smsApplicationSid }: NumberWebhooks): boolean =>
  (smsUrl !== null && !smsUrl.startsWith(demoUrl)) || smsFallbackUrl !== null || smsApplicationSid !== null;

const keep = async (manager: ConfigManager, id: string, { sid, number, webhooks }: OwnedNumber): Promise<void> => {
  const audit = auditOf(manager, id, { sid, number });
  await changeManaged(manager, id, async ({ config }) => {
    const addedSender = !config.fromNumbers.includes(number) || config.numberBackups[sid]?.addedSender === true;
    const changes = {
      fromNumbers: [...new Set([...config.fromNumbers, number])],
      numberBackups: { ...config.numberBackups, [sid]: { number, webhooks, addedSender } },
    };
    return (await updateConfig(config, changes, "leave", audit)) ? "kept" : null;
  });
};
