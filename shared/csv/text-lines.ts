import { isUtf8 } from "node:buffer";
import { bytesOfKind, otherKind } from "./file-kinds.ts";
import { fromWindows1252, isCertainlyWestern } from "./windows-1252.ts";

/** Nothing can be made of the whole list: the message is for whoever uploaded it. */
export class UnreadableList extends Error {
  override readonly name = "UnreadableList";
}

export interface TextLine {
  /** Counted from 1. */
  number: number;
  text: string;
}

/** A line with more characters is not read. */
export const maximumLineLength = 64 * 1024;
/** Longer lines are cut, in bytes or characters: a file without newlines must not be held in memory. */
const maximumHeld = 4 * maximumLineLength;

const saveIt = "save it as CSV in UTF-8 (Excel: CSV UTF-8), or as JSON Lines.";
export const notText = `The file is not text in UTF-8: ${saveIt}`;
const uncertain = `The file is not in UTF-8, and its encoding is not certain: ${saveIt}`;

/**
 * The lines of a file without their ends, which are LF, CRLF or CR, in pieces as the file comes. Read are UTF-8, UTF-16 and Windows-1252
 * where nothing else is possible, unless the file must be UTF-8. Bytes that are no UTF-8 in a file that is come as U+FFFD. Throws UnreadableList for a file of
 * another kind, or whose encoding is not certain.
 */
export async function* textLines(
  file: AsyncIterable<Uint8Array>,
  { mustBeUtf8 = false } = {},
): AsyncGenerator<TextLine[]> {
  let number = 0;
  for await (const lines of decodedLines(file, mustBeUtf8)) {
    yield lines.map((text): TextLine => ({ number: ++number, text }));
  }
}

async function* decodedLines(file: AsyncIterable<Uint8Array>, isCertain: boolean): AsyncGenerator<string[]> {
  const pieces = withLongBeginning(file);
  try {
    const first = (await pieces.next()).value;
    if (!first) return;
    const { encoding, skip } = encodingOf(first);
    const decode = encoding === "utf-8" ? byteDecoder() : new TextDecoder(encoding);
    const read = encoding === "utf-8" ? lineReader(isCertain || skip > 0) : (line: string) => line;
    const { split, end } = lineSplitter();
    yield split(decode.decode(first.subarray(skip), { stream: true })).map(read);
    for await (const piece of pieces) yield split(decode.decode(piece, { stream: true })).map(read);
    yield [...split(decode.decode()), ...end()].map(read);
  } finally {
    // Whoever reads no further lets go of the file.
    await pieces.return(undefined);
  }
}

/** The pieces of a file, the first of them long enough to tell what it is. */
async function* withLongBeginning(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] | null = [];
  let bytes = 0;
  for await (const piece of file) {
    if (!held) {
      yield piece;
      continue;
    }
    held.push(piece);
    bytes += piece.length;
    if (bytes < bytesOfKind) continue;
    yield Buffer.concat(held);
    held = null;
  }
  if (held && bytes > 0) yield Buffer.concat(held);
}

interface Encoding {
  encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** Bytes of a byte order mark. */
  skip: number;
}

/** Throws UnreadableList for a file of another kind, or in an encoding that is not read. */
const encodingOf = (beginning: Uint8Array): Encoding => {
  const other = otherKind(beginning);
  if (other !== null) throw new UnreadableList(other);
  const [a, b, c, d] = beginning;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", skip: 3 };
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    throw new UnreadableList(`The file is in UTF-32: ${saveIt}`);
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", skip: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", skip: 2 };
  const sample = beginning.subarray(0, 512);
  if (!sample.includes(0)) return { encoding: "utf-8", skip: 0 };
  const pairs = Math.floor(sample.length / 2);
  const zeros = (offset: 0 | 1) => sample.filter((byte, at) => byte === 0 && at % 2 === offset).length;
  // Digits and delimiters have a zero for one of their two bytes, and no text has it for both.
  if (zeros(0) === 0 && zeros(1) > pairs / 2) return { encoding: "utf-16le", skip: 0 };
  if (zeros(1) === 0 && zeros(0) > pairs / 2) return { encoding: "utf-16be", skip: 0 };
  return { encoding: "utf-8", skip: 0 };
};

/** Bytes as Latin-1: each line is read for itself, so that one that is broken costs no other. */
const byteDecoder = () => ({
  decode: (bytes?: Uint8Array, _options?: { stream: boolean }) => (bytes ? Buffer.from(bytes).toString("latin1") : ""),
});

/** Reads lines that are bytes in Latin-1. ASCII tells nothing; the first line beyond it tells the file's encoding. */
const lineReader = (isCertain: boolean): ((line: string) => string) => {
  let encoding: "utf-8" | "windows-1252" | null = isCertain ? "utf-8" : null;
  return (line) => {
    if (!/[^\0-\x7f]/.test(line)) return line;
    const bytes = Buffer.from(line, "latin1");
    if (line.length > maximumHeld) return bytes.toString("utf8");
    if (encoding === null) encoding = isUtf8(bytes) ? "utf-8" : "windows-1252";
    if (encoding === "utf-8") return bytes.toString("utf8");
    const text = fromWindows1252(line);
    if (isCertainlyWestern(text)) return text;
    throw new UnreadableList(uncertain);
  };
};

const lineSplitter = () => {
  let rest = "";
  /** A CR at the end of a piece may be the half of a CRLF. */
  let held = "";
  const split = (piece: string): string[] => {
    let text = held + piece;
    held = text.endsWith("\r") ? "\r" : "";
    if (held !== "") text = text.slice(0, -1);
    if (text.includes("\r")) text = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    const [first] = lines;
    if (first === undefined) {
      if (rest.length <= maximumHeld) rest += last;
      return lines;
    }
    lines[0] = rest.length <= maximumHeld ? rest + first : rest;
    rest = last;
    return lines;
  };
  const end = (): string[] => (rest === "" && held === "" ? [] : [rest]);
  return { split, end };
};
