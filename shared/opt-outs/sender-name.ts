import { ownSenderChannels } from "../api/channels.ts";
import { e164Pattern } from "../api/common.ts";
import * as rules from "../api/rules.ts";
import { messagingServiceSidPattern } from "../api/twilio-sids.ts";
import type { Caller } from "../identity/caller.ts";
import { broken } from "../kernel/errors.ts";
import { normalize } from "../numbers/normalize.ts";
import { tidied } from "../numbers/spelling.ts";
import { managedConfig } from "../provider-configs/changing/config-manager.ts";

const configName = /^cfg_[A-Za-z0-9_-]{1,64}$/;

export const isConfigName = (sender: string): boolean => configName.test(sender);

/** The prefixes of channels whose senders are numbers. */
const prefix = new RegExp(`^(?:(?:${ownSenderChannels.join("|")}):)+`, "i");

/** A sender of another channel in Twilio's form, such as `rcs:brand` or `messenger:…`. */
const ofChannel = /^[a-z][a-z0-9.-]{0,30}:[^\p{Cc}+][^\p{Cc}]{0,95}$/u;

/** Senders that are not numbers: of another channel, a Messaging Service, a provider configuration, a sender ID, a short code. */
const names = [ofChannel, messagingServiceSidPattern, configName, /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, /^\d{3,6}$/];

/**
 * Writes a sender in the form that sends use. A number becomes E.164 (`country` is the country of a national number). The prefix
 * `whatsapp:` is removed, because an opt-out applies to every channel of a number. Null: the text is not a sender.
 */
export const senderName = (typed: string, country: string | null | undefined): string | null => {
  const text = typed.trim().replace(prefix, "");
  if (names.some((pattern) => pattern.test(text))) return text;
  const { number, reason } = normalize(text, country);
  if (number !== null || reason === "unclear") return number;
  // A sender need not be a number that the numbering plan assigns. Twilio's test numbers are not, for example.
  const digits = tidied(text).replace(/[\s().-]/g, "");
  return e164Pattern.test(digits) ? digits : null;
};

/**
 * Writes a sender in the form that sends use. Throws invalid_request if the text is not a sender, because no send would find that opt-out.
 * Throws not_found for a provider configuration that does not exist or that the caller may not see (invariant 16).
 */
export const requireSender = async (caller: Caller, typed: string): Promise<string> => {
  const sender = senderName(typed, caller.defaultCountry);
  if (sender === null) throw broken(rules.knownSender);
  if (isConfigName(sender)) await managedConfig(caller, sender);
  return sender;
};
