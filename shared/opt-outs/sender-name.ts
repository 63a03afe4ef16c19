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

/** What names a channel whose senders are numbers. */
const prefix = new RegExp(`^(?:(?:${ownSenderChannels.join("|")}):)+`, "i");

/** A sender of another channel, as Twilio names it: `rcs:brand`, `messenger:…`. */
const ofChannel = /^[a-z][a-z0-9.-]{0,30}:[^\p{Cc}+][^\p{Cc}]{0,95}$/u;

/** What names a sender and is no number: a Messaging Service, a provider configuration, a sender ID, a short code. */
const names = [ofChannel, messagingServiceSidPattern, configName, /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, /^\d{3,6}$/];

/**
 * A sender as every send names it, however it was typed: a number becomes E.164 (`country` is for national ones), `whatsapp:` goes, for
 * an opt-out holds on every channel of a number. Null: it names no sender.
 */
export const senderName = (typed: string, country: string | null | undefined): string | null => {
  const text = typed.trim().replace(prefix, "");
  if (names.some((pattern) => pattern.test(text))) return text;
  const { number, reason } = normalize(text, country);
  if (number !== null || reason === "unclear") return number;
  // One of ours need not be a number that the numbering plan assigns, such as Twilio's own for tests.
  const digits = tidied(text).replace(/[\s().-]/g, "");
  return e164Pattern.test(digits) ? digits : null;
};

/**
 * A sender as every send names it. Throws invalid_request for what names none: an opt-out from it would never be found; and not_found for a
 * provider configuration that is not the caller's to see, as for one that is not there (invariant 16).
 */
export const requireSender = async (caller: Caller, typed: string): Promise<string> => {
  const sender = senderName(typed, caller.defaultCountry);
  if (sender === null) throw broken(rules.knownSender);
  if (isConfigName(sender)) await managedConfig(caller, sender);
  return sender;
};
