import { comparedWord } from "../text/spelled-words.ts";
import type { DetectedKeyword } from "./keyword-of.ts";

/** A configuration's own words that are no keywords, and what each is answered with. */
export type RepliedWords = readonly { words: readonly string[]; body: string }[];

/** The whole message is one of these words, in any spelling. */
export const repliedWord = (text: string, replied: RepliedWords): DetectedKeyword | null => {
  const said = comparedWord(text);
  const word =
    said === "" ? undefined : replied.flatMap(({ words }) => words).find((one) => comparedWord(one) === said);
  return word === undefined ? null : { action: "own", word };
};

interface Replies {
  stop: string | null;
  start: string | null;
  help: string | null;
  words: RepliedWords;
}

/** What a configuration answers a keyword with; null: nothing. */
export const replyText = (replies: Replies, { action, word }: DetectedKeyword): string | null =>
  action === "own"
    ? (replies.words.find(({ words }) => word !== null && words.includes(word))?.body ?? null)
    : replies[action];
