import type { Readable } from "node:stream";

export interface TextLine {
  /** Counted from 1. */
  number: number;
  text: string;
}

/** Longer lines are cut: a file without newlines must not be held in memory. */
export const maximumLineLength = 64 * 1024;

/** The lines of a stream of UTF-8, with or without a BOM, without their ends. What is no UTF-8 comes as U+FFFD. */
export async function* textLines(stream: Readable): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = "";
  const lineOf = (text: string): TextLine => {
    number += 1;
    return { number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
  };
  for await (const chunk of stream) {
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    for (const [position, line] of lines.entries()) {
      const isWhole = position < lines.length - 1;
      if (rest.length <= maximumLineLength) rest += line;
      if (!isWhole) continue;
      yield lineOf(rest);
      rest = "";
    }
  }
  rest += decoder.decode();
  if (rest !== "") yield lineOf(rest);
}
