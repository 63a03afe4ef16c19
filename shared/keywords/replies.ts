import { comparedWord } from "../text/spelled-words.ts";
import type { DetectedKeyword } from "./keyword-of.ts";

/** Words of a configuration that are not keywords, each with its answer. */
export type RepliedWords = readonly { words: readonly string[]; body: string }[];

/** Returns the word if the whole message is one of these words, in any spelling. */
export const repliedWord = (text: string, replied: RepliedWords): DetectedKeyword | null => {
  const written = comparedWord(text);
  const word =
    written === "" ? undefined : replied.flatMap(({ words }) => words).find((one) => comparedWord(one) === written);
  return word === undefined ? null : { action: "own", word };
};

interface Replies {
  stop: string | null;
  start: string | null;
  help: string | null;
  words: RepliedWords;
}

/** The configuration's answer to a keyword, or null if it does not answer. */
export const replyText = (replies: Replies, { action, word }: DetectedKeyword): string | null =>
  action === "own"
    ? (replies.words.find(({ words }) => word !== null && words.includes(word))?.body ?? null)
    : replies[action];
