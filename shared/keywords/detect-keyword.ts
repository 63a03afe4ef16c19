import { beginningLineOf } from "../text/first-line.ts";
import { type DetectedKeyword, keywordOf, type OwnKeywords } from "./keyword-of.ts";
import { type RepliedWords, repliedWord } from "./replies.ts";
import { isSuspectedOptOut } from "./suspected-opt-out.ts";

/** The most characters of a message that are read. */
const maximumRead = 4_000;

export interface Detection {
  keyword: DetectedKeyword | null;
  /** The message reads as if the person wants no more messages. */
  suspectedOptOut: boolean;
}

interface KeywordRules {
  keywords: OwnKeywords;
  replies: { words: RepliedWords };
  suspectedOptOuts: "flag" | "optOut";
}

/** Finds the keyword of an inbound message among the built-in words and those of a configuration. `verdict` is Twilio's OptOutType. */
export const detectKeyword = (body: string, rules: KeywordRules, verdict?: string): Detection => {
  const { keywords, replies, suspectedOptOuts } = rules;
  const text = body.slice(0, maximumRead);
  const keyword = keywordOf(text, keywords, verdict) ?? repliedWord(text, replies.words);
  if (keyword !== null) return { keyword, suspectedOptOut: false };
  const suspectedOptOut = beginsWithStop(text, keywords) || isSuspectedOptOut(text);
  const counts = suspectedOptOut && suspectedOptOuts === "optOut";
  return { keyword: counts ? { action: "stop", word: null } : null, suspectedOptOut };
};

/** True if the first line is a STOP, even if other text follows. */
const beginsWithStop = (text: string, own: OwnKeywords): boolean =>
  keywordOf(beginningLineOf(text), own)?.action === "stop";
