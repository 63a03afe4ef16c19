import { Problem } from "../errors.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";

type Senders = Pick<StoredProviderConfig, "provider" | "fromNumbers" | "messagingServiceSid" | "senderId">;

/**
 * Who the message comes from: `from`, else the Messaging Service, else the first number. Only the configuration's own senders,
 * so that a tenant cannot speak with another's number through the hub's account. Undefined: the provider chooses (SNS can).
 * Throws invalid_request for a sender that is not the configuration's, not_supported where there is none.
 */
export const senderOf = (config: Senders, from: string | undefined): string | undefined => {
  const { provider, fromNumbers, messagingServiceSid, senderId } = config;
  if (from !== undefined) {
    const wanted = from.replace(/[\s().-]/g, "");
    const own = [messagingServiceSid, senderId, ...fromNumbers].find((sender) => sender === wanted || sender === from);
    if (own) return own;
    const message = "not a sender of this provider configuration";
    throw new Problem("invalid_request", { detail: `from: ${message}`, errors: [{ path: "from", message }] });
  }
  const sender = messagingServiceSid ?? fromNumbers[0] ?? (provider === "twilio" ? senderId : undefined);
  if (!sender && provider === "twilio")
    throw new Problem("not_supported", {
      detail: "The provider configuration has no number and no Messaging Service to send from.",
    });
  return sender ?? undefined;
};

/** What Twilio's own test credentials send from. */
const magicSender = "+15005550006";

/** In test mode nothing leaves the hub, so any sender will do, and there is always one. */
export const testSenderOf = (config: Senders | null, from: string | undefined): string =>
  from ?? config?.messagingServiceSid ?? config?.fromNumbers[0] ?? magicSender;
