import { beginningOf } from "../kernel/characters.ts";
import { firstLineOf } from "../text/first-line.ts";
import { comparedWord, wordsOf } from "../text/spelled-words.ts";
import { bareWords, builtInWords, type KeywordAction } from "./built-in-words.ts";

/** The words that a configuration adds to the built-in ones. */
export type OwnKeywords = Readonly<Record<KeywordAction, readonly string[]>>;

export interface Keyword {
  action: KeywordAction;
  /** The spelling of the list that has the word. If Twilio gave a verdict, the beginning of the message in upper case. */
  word: string;
}

/** A keyword, or a word that has its own answer in a configuration (`own`). */
export interface DetectedKeyword {
  action: KeywordAction | "own";
  /** Null: a sentence that counts as a STOP. */
  word: string | null;
}

type Known = ReadonlyMap<string, Keyword>;

const known = (lists: OwnKeywords): Known => {
  const actions: readonly KeywordAction[] = ["help", "start", "stop"];
  return new Map(
    actions.flatMap((action) => lists[action].map((word) => [comparedWord(word), { action, word }] as const)),
  );
};

const builtIn = known(builtInWords);
const bare: ReadonlySet<string> = new Set(bareWords);

/**
 * Returns the keyword of a message, or null. `verdict` is Twilio's OptOutType (Advanced Opt-Out) and takes precedence. A built-in word has
 * the same meaning in every configuration.
 */
export const keywordOf = (body: string, own: OwnKeywords, verdict?: string): Keyword | null => {
  const word = beginningOf(body.trim().toUpperCase(), 20);
  if (verdict === "STOP") return { action: "stop", word };
  if (verdict === "START") return { action: "start", word };
  if (verdict === "HELP") return { action: "help", word };
  const owned = known(own);
  return wholeKeyword(body, owned) ?? keywordAbove(body, owned);
};

/** The whole message is the keyword. A stop word may be repeated. */
const wholeKeyword = (text: string, own: Known): Keyword | null => {
  const words = wordsOf(text);
  const [first = ""] = words;
  const found = find(words.join(""), own);
  if (found) return bare.has(found.word) && text.trim().toUpperCase() !== found.word ? null : found;
  const repeated = words.length > 1 && words.every((word) => word === first) ? find(first, own) : null;
  return repeated?.action === "stop" ? repeated : null;
};

/**
 * The first line is a keyword, and only a quote or a signature follows. START does not count here, because a new consent must be certain.
 */
const keywordAbove = (text: string, own: Known): Keyword | null => {
  const line = firstLineOf(text);
  const found = line === null ? null : wholeKeyword(line, own);
  return found?.action === "start" ? null : found;
};

const find = (compared: string, own: Known): Keyword | null => builtIn.get(compared) ?? own.get(compared) ?? null;
