import { beginningLineOf } from "../text/first-line.ts";
import { type DetectedKeyword, keywordOf, type OwnKeywords } from "./keyword-of.ts";
import { type RepliedWords, repliedWord } from "./replies.ts";
import { isSuspectedOptOut } from "./suspected-opt-out.ts";

/** More of a message is not read. */
const longestRead = 4_000;

export interface Detection {
  keyword: DetectedKeyword | null;
  /** A sentence that reads as if somebody wants no more messages. */
  suspectedOptOut: boolean;
}

interface KeywordRules {
  keywords: OwnKeywords;
  replies: { words: RepliedWords };
  suspectedOptOuts: "flag" | "optOut";
}

/** What an inbound message asks for, by a configuration's own words and the built-in ones. `verdict` is Twilio's own (OptOutType). */
export const detectKeyword = (body: string, rules: KeywordRules, verdict?: string): Detection => {
  const { keywords, replies, suspectedOptOuts } = rules;
  const text = body.slice(0, longestRead);
  const keyword = keywordOf(text, keywords, verdict) ?? repliedWord(text, replies.words);
  if (keyword !== null) return { keyword, suspectedOptOut: false };
  const suspectedOptOut = beginsWithStop(text, keywords) || isSuspectedOptOut(text);
  const counts = suspectedOptOut && suspectedOptOuts === "optOut";
  return { keyword: counts ? { action: "stop", word: null } : null, suspectedOptOut };
};

/** A STOP with something else below it. */
const beginsWithStop = (text: string, own: OwnKeywords): boolean =>
  keywordOf(beginningLineOf(text), own)?.action === "stop";
