import { isUtf8 } from "node:buffer";
import { bytesOfKind, otherKind } from "./file-kinds.ts";
import { fromWindows1252, isCertainlyWestern } from "./windows-1252.ts";

/** The hub can read nothing of the list. The message is for the person who uploaded it. */
export class UnreadableList extends Error {
  override readonly name = "UnreadableList";
}

export interface TextLine {
  /** The first line has the number 1. */
  number: number;
  text: string;
}

/** A line with more characters is unreadable. */
export const maximumLineLength = 64 * 1024;
/** Longer lines are cut, counted in bytes or characters, so that a file without newlines does not fill the memory. */
const maximumHeld = 4 * maximumLineLength;

const saveIt = "save it as CSV in UTF-8 (Excel: CSV UTF-8), or as JSON Lines.";
export const notText = `The file is not text in UTF-8: ${saveIt}`;
const uncertain = `The file is not in UTF-8, and its encoding is not certain: ${saveIt}`;

/**
 * Yields the lines of a file without their ends (LF, CRLF or CR), in chunks as the file arrives. Reads UTF-8, UTF-16, and Windows-1252 if
 * the file can be nothing else; with `mustBeUtf8`, never Windows-1252. In a UTF-8 file, invalid bytes become U+FFFD. Throws UnreadableList
 * for a file of another kind, or if the encoding is not certain.
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
    // Closes the file if the caller stops reading.
    await pieces.return(undefined);
  }
}

/** Yields the pieces of a file. The first piece is long enough to find the kind of the file. */
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
  /** The length of the byte order mark in bytes. */
  skip: number;
}

/** Throws UnreadableList for a file of another kind or in UTF-32. */
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
  // In UTF-16, one of the two bytes of a digit or delimiter is zero, and always the same one.
  if (zeros(0) === 0 && zeros(1) > pairs / 2) return { encoding: "utf-16le", skip: 0 };
  if (zeros(1) === 0 && zeros(0) > pairs / 2) return { encoding: "utf-16be", skip: 0 };
  return { encoding: "utf-8", skip: 0 };
};

/** Decodes bytes as Latin-1. Each line is decoded again by itself, so that a faulty line spoils no other. */
const byteDecoder = () => ({
  decode: (bytes?: Uint8Array, _options?: { stream: boolean }) => (bytes ? Buffer.from(bytes).toString("latin1") : ""),
});

/** Decodes lines whose bytes are given as Latin-1. The first line that is not plain ASCII decides the encoding of the file. */
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
  /** A CR at the end of a piece. It may be the first half of a CRLF. */
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
