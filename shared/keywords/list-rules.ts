import { comparedWord } from "../text/spelled-words.ts";
import { builtInWords, type KeywordAction } from "./built-in-words.ts";
import type { OwnKeywords } from "./keyword-of.ts";
import type { RepliedWords } from "./replies.ts";

const actions: readonly KeywordAction[] = ["stop", "start", "help"];
const builtIn: ReadonlyMap<string, KeywordAction> = new Map(
  actions.flatMap((action) => builtInWords[action].map((word) => [comparedWord(word), action] as const)),
);

/** True if each word has a letter or a digit and one meaning. A built-in word must keep its meaning, so that STOP always works. */
export const areKeywordLists = (lists: OwnKeywords): boolean =>
  areDistinct(actions.flatMap((action) => lists[action].map(comparedWord))) &&
  actions.every((action) => lists[action].every((word) => (builtIn.get(comparedWord(word)) ?? action) === action));

/** True if each word has a letter or a digit and one answer, and is not a keyword, because keywords take precedence. */
export const areRepliedWords = (replied: RepliedWords, lists: OwnKeywords): boolean => {
  const words = replied.flatMap((one) => one.words).map(comparedWord);
  const keywords = new Set(actions.flatMap((action) => lists[action].map(comparedWord)));
  return areDistinct(words) && !words.some((word) => keywords.has(word) || builtIn.has(word));
};

const areDistinct = (words: readonly string[]): boolean => !words.includes("") && new Set(words).size === words.length;
