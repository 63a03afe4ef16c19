import { beginningOf } from "../kernel/characters.ts";
import { firstLineOf } from "../text/first-line.ts";
import { comparedWord, wordsOf } from "../text/spelled-words.ts";
import { bareWords, builtInWords, type KeywordAction } from "./built-in-words.ts";

/** A configuration's own words, beside the built-in ones. */
export type OwnKeywords = Readonly<Record<KeywordAction, readonly string[]>>;

export interface Keyword {
  action: KeywordAction;
  /** As the list has it that it was found in; of Twilio's own verdict, as it was written. */
  word: string;
}

/** A keyword, or a word that a configuration has an answer of its own for. */
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
 * The keyword that a message is, if any. `verdict` is Twilio's own (OptOutType, Advanced Opt-Out), and wins. A built-in word means the same
 * in every configuration.
 */
export const keywordOf = (body: string, own: OwnKeywords, verdict?: string): Keyword | null => {
  const said = beginningOf(body.trim().toUpperCase(), 20);
  if (verdict === "STOP") return { action: "stop", word: said };
  if (verdict === "START") return { action: "start", word: said };
  if (verdict === "HELP") return { action: "help", word: said };
  const owned = known(own);
  return wholeKeyword(body, owned) ?? keywordAbove(body, owned);
};

/** The message is the word, or the same word again and again. */
const wholeKeyword = (text: string, own: Known): Keyword | null => {
  const words = wordsOf(text);
  const [first = ""] = words;
  const found = find(words.join(""), own);
  if (found) return bare.has(found.word) && text.trim().toUpperCase() !== found.word ? null : found;
  const repeated = words.length > 1 && words.every((word) => word === first) ? find(first, own) : null;
  return repeated?.action === "stop" ? repeated : null;
};

/** The word stands over a quote or a signature. To begin again takes the word alone: that somebody wants messages must be certain. */
const keywordAbove = (text: string, own: Known): Keyword | null => {
  const line = firstLineOf(text);
  const found = line === null ? null : wholeKeyword(line, own);
  return found?.action === "start" ? null : found;
};

const find = (compared: string, own: Known): Keyword | null => builtIn.get(compared) ?? own.get(compared) ?? null;
