import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { writeWhole } from "./private-files.ts";

/** A file of records, one JSON text per line, that only grows. */
export interface AppendFile {
  /** The records in the file when it was opened. */
  records: unknown[];
  /** The file's current size in bytes. */
  size: () => number;
  /**
   * When this returns, the operating system has the record, so it outlives a killed process. It does not wait for the disk. Throws if the
   * write fails, and leaves the file as before.
   */
  append: (record: object) => void;
  /** Replaces all records in the file. */
  rewrite: (records: Iterable<object>) => void;
  close: () => void;
}

const newLine = 10;
const lineOf = (record: object) => `${JSON.stringify(record)}\n`;

/** Writes bytes from an offset on, and returns how many it wrote. */
type Write = (file: number, bytes: Buffer, offset: number) => number;

/** Opens the file, and creates it if needed. Drops an incomplete last record: its writer never got an answer. */
export function openAppendFile(path: string, write: Write = writeSync): AppendFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file = openSync(path, "a+", 0o600);
  const { records, bytes } = readRecords(path);
  let size = bytes;
  ftruncateSync(file, size);

  return {
    records,
    size: () => size,
    append(record) {
      const line = Buffer.from(lineOf(record));
      try {
        let written = 0;
        // A disk that becomes full can take a part of the line.
        while (written < line.length) written += write(file, line, written);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
      size += line.length;
    },
    rewrite(all) {
      const content = Buffer.from([...all].map(lineOf).join(""));
      writeWhole(path, content);
      closeSync(file);
      file = openSync(path, "a", 0o600);
      size = content.length;
    },
    close: () => closeSync(file),
  };
}

/** The records, and the number of bytes up to the end of the last complete one. */
function readRecords(path: string): { records: unknown[]; bytes: number } {
  const content = readFileSync(path);
  const records: unknown[] = [];
  let start = 0;
  for (let end = content.indexOf(newLine); end !== -1; end = content.indexOf(newLine, start)) {
    try {
      records.push(JSON.parse(content.toString("utf8", start, end)));
    } catch {
      if (content.indexOf(newLine, end + 1) === -1) break;
      throw new Error(`${path} is damaged in line ${records.length + 1}: start with another data folder.`);
    }
    start = end + 1;
  }
  return { records, bytes: start };
}
