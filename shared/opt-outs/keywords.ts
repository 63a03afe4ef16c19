import { beginningOf } from "../fit-text.ts";

/**
 * The words that Twilio itself acts on: https://www.twilio.com/docs/messaging/features/opt-out-keywords (REVOKE and OPTOUT since
 * May 2025), and those that AWS does: https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html. A word counts only where it is the
 * whole message, in any case; OPT OUT in two words is none.
 */
const twilioStopWords = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];
const awsStopWords = ["ARRET", "OPT-OUT", "REMOVE", "TD"];
const stopWords = new Set([...twilioStopWords, ...awsStopWords]);
const startWords = new Set(["START", "YES", "UNSTOP"]);

export interface OptOutWish {
  kind: "stop" | "start";
  keyword: string;
}

/** What an inbound message asks for; `optOutType` is Twilio's own verdict (Advanced Opt-Out) and wins. */
export const optOutWishOf = (body: string, optOutType?: string): OptOutWish | null => {
  const word = body.trim().toUpperCase();
  if (optOutType === "STOP") return { kind: "stop", keyword: beginningOf(word, 20) };
  if (optOutType === "START") return { kind: "start", keyword: beginningOf(word, 20) };
  if (optOutType === "HELP") return null;
  if (stopWords.has(word)) return { kind: "stop", keyword: word };
  return startWords.has(word) ? { kind: "start", keyword: word } : null;
};
