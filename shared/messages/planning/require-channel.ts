import { Problem } from "../../kernel/errors.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";

/** Throws not_supported where the configuration does not send on this channel. */
export const requireChannel = (config: StoredProviderConfig, channel: "sms" | "whatsapp"): void => {
  const isOn = channel === "sms" ? config.smsEnabled : config.whatsappEnabled && config.provider === "twilio";
  if (isOn) return;
  const name = channel === "sms" ? "SMS" : "WhatsApp";
  throw new Problem("not_supported", { detail: `${name} is not enabled in the provider configuration.` });
};
