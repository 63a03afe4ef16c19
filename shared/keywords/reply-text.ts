import type { HeardKeyword } from "./keyword-of.ts";
import type { RepliedWords } from "./replied-word.ts";

interface Replies {
  stop: string | null;
  start: string | null;
  help: string | null;
  words: RepliedWords;
}

/** What a configuration answers a keyword with; null: nothing. */
export const replyText = (replies: Replies, { action, word }: HeardKeyword): string | null =>
  action === "own"
    ? (replies.words.find(({ words }) => word !== null && words.includes(word))?.body ?? null)
    : replies[action];
