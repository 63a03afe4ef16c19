import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { StoredBatch } from "../../../shared/batches/batch.ts";
import { importList } from "../../../shared/batches/lists/import-list.ts";
import { type ListEntry, listEntries } from "../../../shared/batches/lists/list-entries.ts";

const entriesOf = async (...pieces: (string | Buffer)[]): Promise<ListEntry[]> => {
  const entries: ListEntry[] = [];
  const stream = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  for await (const some of listEntries(stream, { format: "csv" })) entries.push(...some);
  return entries;
};

describe("listEntries() with CSV", () => {
  test("skips lines that are not UTF-8 or too long, and reads the lines between them", async () => {
    const long = `+14155550103,${"x".repeat(70_000)}\n`;
    const notUtf8 = Buffer.concat([Buffer.from("+14155550101,"), Buffer.from([0xff, 0x0a])]);
    const entries = await entriesOf(
      "to,name\n+14155550100,Zoë\n",
      notUtf8,
      "+14155550102,Bob\n",
      long,
      "+14155550104,Cy",
    );
    expect(entries).toMatchObject([
      { line: 2, to: "+14155550100", variables: { name: "Zoë" } },
      { line: 3, reason: "not_utf8" },
      { line: 4, to: "+14155550102", variables: { name: "Bob" } },
      { line: 5, reason: "line_too_long" },
      { line: 6, to: "+14155550104", variables: { name: "Cy" } },
    ]);
  });

  test("skips columns whose names cannot be variable names", async () => {
    const [entry] = await entriesOf(`\nto,name,${"x".repeat(65)},,a\0b\n`, "+14155550100,Ada,x,y,z\n");
    expect(entry).toEqual({ line: 3, input: "+14155550100", to: "+14155550100", variables: { name: "Ada" } });
  });
});

describe("importList() for a text with a variable", () => {
  const batchWith = (columns?: Record<string, string>) =>
    ({
      ...{ scope: "ten_x", id: "bat_x", country: "US", contentSid: null, contentVariables: {}, template: null },
      ...{
        texts: { bodies: { "": "Hi {{name}}" }, defaultLocale: "" },
        source: { name: "list", format: "csv", columns },
      },
    }) as unknown as StoredBatch;

  /** A list of a million lines, and the number of its chunks that were read. */
  const longList = (header: string) => {
    const read = { pieces: 0 };
    function* pieces(): Generator<Buffer> {
      yield Buffer.from(header);
      for (; read.pieces < 1_000; read.pieces++) yield Buffer.from("+14155552688,Ann,Lee\n".repeat(1_000));
    }
    return { read, stream: Readable.from(pieces()) };
  };

  test.each([
    [
      "without a column for the variable",
      "Phone,Name,Amount\n",
      undefined,
      "The list has no column name; it has Phone, Name, Amount.",
    ],
    ["without a header", "", undefined, "The list has no column name; its first line is not a header."],
    [
      "with two columns for the variable",
      "to,name,name\n",
      undefined,
      "The list has more than one column name: rename",
    ],
    ["without the requested column", "to,a,b\n", { name: "First name" }, "The list has no column First name"],
  ])("refuses a list %s after its first lines (invariant 33)", async (_which, header, columns, why) => {
    const { read, stream } = longList(header);
    await expect(importList(batchWith(columns), stream)).rejects.toThrow(why);
    expect(read.pieces).toBeLessThan(50);
    expect(stream.destroyed).toBe(true);
  });
});

/** Entries without a recipient. The hub counts them without a number check and without a store. */
function* namelessEntries(count: number): Generator<Buffer> {
  const atOnce = 10_000;
  for (let at = 0; at < count; at += atOnce) yield Buffer.from("{}\n".repeat(Math.min(atOnce, count - at)));
}

test("importList() accepts a million entries and refuses one more", async () => {
  const batch = { source: { name: "list", format: "jsonl" }, texts: null, contentSid: null } as unknown as StoredBatch;
  const imported = (count: number) => importList(batch, Readable.from(namelessEntries(count)));
  expect(await imported(1_000_000)).toMatchObject({ total: 0, invalidCount: 1_000_000 });
  await expect(imported(1_000_001)).rejects.toThrow("The list has more than 1000000 entries. Split it.");
}, 60_000);
