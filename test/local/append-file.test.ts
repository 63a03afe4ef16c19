import { appendFileSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openAppendFile } from "../../infra/local/files/append-file.ts";
import { temporaryFolder } from "./hand-made-assembly.ts";

const path = () => join(temporaryFolder(), "folder", "records");

/** The records that the next process reads from a file. */
const recordsIn = (file: string) => {
  const { records, close } = openAppendFile(file);
  close();
  return records;
};

describe("openAppendFile() (invariant 39)", () => {
  test("writes a record to the file before append() returns", () => {
    const file = path();
    const records = openAppendFile(file);
    records.append({ n: 1 });
    expect(readFileSync(file, "utf8")).toBe('{"n":1}\n');
    records.close();
  });

  test.each([
    ["cut short", '{"n":'],
    ["complete except for its newline", '{"n":3}'],
    ["full of zeros", "\0\0\0\0\n"],
  ])("drops a last record that is %s, and appends after the one before", (_how, torn) => {
    const file = path();
    const first = openAppendFile(file);
    first.append({ n: 1 });
    first.append({ text: "zwölf\nStriche" });
    first.close();
    appendFileSync(file, torn);
    const second = openAppendFile(file);
    second.append({ n: 4 });
    second.close();
    expect(recordsIn(file)).toEqual([{ n: 1 }, { text: "zwölf\nStriche" }, { n: 4 }]);
  });

  test("reports a damaged record in the middle with its line, in one sentence", () => {
    const file = path();
    openAppendFile(file).close();
    writeFileSync(file, '{"n":1}\n{"n"\n{"n":3}\n');
    expect(() => openAppendFile(file)).toThrow(`${file} is damaged in line 2: start with another data folder.`);
  });

  test("refuses a record that does not fit on the disk, and leaves nothing of it", () => {
    const file = path();
    let isFull = false;
    const write = (descriptor: number, bytes: Buffer, offset: number): number => {
      if (!isFull) return writeSync(descriptor, bytes, offset);
      // A full disk writes the part that fits, and refuses the rest.
      if (offset === 0) return writeSync(descriptor, bytes, 0, 5);
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    };
    const records = openAppendFile(file, write);
    records.append({ n: 1 });
    isFull = true;
    expect(() => records.append({ n: 2 })).toThrow("no space left");
    isFull = false;
    records.append({ n: 3 });
    records.close();
    expect(recordsIn(file)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  test("appends to the file that rewrite() has written", () => {
    const file = path();
    const records = openAppendFile(file);
    records.append({ n: 1 });
    records.rewrite([{ n: 2 }, { n: 3 }]);
    records.append({ n: 4 });
    expect(records.size()).toBe(readFileSync(file).length);
    records.close();
    expect(recordsIn(file)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
  });
});
