import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Tells each line of a stream, without its line break. */
export function onLines(stream: Readable, tell: (line: string) => void) {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", tell);
}
