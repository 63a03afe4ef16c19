import { beginningLineOf } from "./first-line.ts";
import { type Keyword, keywordOf, type OwnKeywords } from "./keyword-of.ts";
import { isSuspectedOptOut } from "./suspected-opt-out.ts";

/** More of a message is not read. */
const longestRead = 4_000;

export interface Heard {
  keyword: Keyword | null;
  /** No keyword, and yet it reads as if somebody wants no more messages. */
  suspectedOptOut: boolean;
}

/** What an inbound message asks for. */
export const heardIn = (body: string, own?: OwnKeywords, verdict?: string): Heard => {
  const text = body.slice(0, longestRead);
  const keyword = keywordOf(text, own, verdict);
  return { keyword, suspectedOptOut: keyword === null && (beginsWithStop(text, own) || isSuspectedOptOut(text)) };
};

/** A STOP with something else below it. */
const beginsWithStop = (text: string, own: OwnKeywords | undefined): boolean =>
  keywordOf(beginningLineOf(text), own)?.action === "stop";
