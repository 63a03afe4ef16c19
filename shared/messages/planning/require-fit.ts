import { Problem } from "../../kernel/errors.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { requireChannel } from "./require-channel.ts";

interface Wanted {
  channel: "sms" | "whatsapp";
  mediaUrls?: readonly string[] | undefined;
  contentSid?: string | undefined;
}

/** Throws not_supported where the configuration does not send on this channel, or its provider cannot send such a message. */
export const requireFit = (config: StoredProviderConfig, { channel, mediaUrls = [], contentSid }: Wanted): void => {
  requireChannel(config, channel);
  if (config.provider === "sns" && (mediaUrls.length > 0 || contentSid !== undefined))
    throw new Problem("not_supported", { detail: "SNS sends plain SMS only: neither media nor Content templates." });
};
