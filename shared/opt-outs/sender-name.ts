import { e164Pattern } from "../api/common.ts";
import { messagingServiceSidPattern } from "../api/twilio-sids.ts";
import { normalize } from "../numbers/normalize.ts";
import { tidied } from "../numbers/spelling.ts";

const configName = /^cfg_[A-Za-z0-9_-]{1,64}$/;

export const isConfigName = (sender: string): boolean => configName.test(sender);

/** A sender of another channel, as Twilio names it: `rcs:brand`, `messenger:…`. */
const ofChannel = /^(?!whatsapp:)[a-z][a-z0-9.-]{0,30}:[^\p{Cc}+][^\p{Cc}]{0,95}$/u;

/** What names a sender and is no number: a Messaging Service, a provider configuration, a sender ID, a short code. */
const names = [ofChannel, messagingServiceSidPattern, configName, /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, /^\d{3,6}$/];

/**
 * A sender as every send names it, however it was typed: a number becomes E.164 (`country` is for national ones), `whatsapp:` goes, for
 * an opt-out holds on every channel of a number. Null: it names no sender.
 */
export const senderName = (typed: string, country: string | null | undefined): string | null => {
  const text = typed.trim().replace(/^whatsapp:/i, "");
  if (names.some((pattern) => pattern.test(text))) return text;
  const { number, reason } = normalize(text, country);
  if (number !== null || reason === "unclear") return number;
  // One of ours need not be a number that the numbering plan assigns, such as Twilio's own for tests.
  const digits = tidied(text).replace(/[\s().-]/g, "");
  return e164Pattern.test(digits) ? digits : null;
};
