import { describe, expect, test } from "vitest";
import { type CsvRecord, csvRecords } from "../../shared/batches/lists/csv-records.ts";
import type { TextLine } from "../../shared/batches/lists/text-lines.ts";

async function* linesOf(texts: readonly string[]): AsyncGenerator<TextLine> {
  for (const [at, text] of texts.entries()) yield { number: at + 1, text };
}

const recordsOf = async (texts: readonly string[]): Promise<CsvRecord[]> => {
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(linesOf(texts), ",")) records.push(record);
  return records;
};
const cellsOf = async (...texts: string[]) => (await recordsOf(texts)).map(({ line, cells }) => [line, cells]);

describe("csvRecords", () => {
  test("reads quoted cells with delimiters, doubled quotes and newlines", async () => {
    expect(await cellsOf('a,"b, ""c""",d', '"e', 'f",g', "h")).toEqual([
      [1, ["a", 'b, "c"', "d"]],
      [2, ["e\nf", "g"]],
      [4, ["h"]],
    ]);
  });

  test("keeps a quote within an unquoted cell as it is", async () => {
    expect(await cellsOf('5" pipe,x', '"a"b,c')).toEqual([
      [1, ['5" pipe', "x"]],
      [2, ["ab", "c"]],
    ]);
  });

  test.each([
    [
      "at the end of the file",
      ['"a', "b"],
      [
        [1, null],
        [2, ["b"]],
      ],
    ],
    [
      "that would swallow a line with a quote of its own",
      ['"a', '"b",c', "d"],
      [
        [1, null],
        [2, ["b", "c"]],
        [3, ["d"]],
      ],
    ],
  ])("loses one line to a quote %s", async (_what, texts, expected) => {
    expect(await cellsOf(...texts)).toEqual(expected);
  });

  test("loses one line to a quote that stays open for fifty lines", async () => {
    const records = await recordsOf(['"a', ...Array.from({ length: 60 }, () => "b,c")]);
    expect(records).toHaveLength(61);
    expect(records.map(({ cells }) => cells)).toEqual([null, ...Array.from({ length: 60 }, () => ["b", "c"])]);
  });
});

describe("csvRecords on a long file reads each line a limited number of times (invariant 38)", () => {
  const count = 2_000;
  /** How often the text of a line is looked at, on the average. */
  const looksPerLine = async (text: string): Promise<number> => {
    let looks = 0;
    async function* watched(): AsyncGenerator<TextLine> {
      for (let number = 1; number <= count; number++)
        yield {
          number,
          get text() {
            looks += 1;
            return text;
          },
        };
    }
    for await (const _record of csvRecords(watched(), ","));
    return looks / count;
  };

  test.each([
    ["opens a quote", '"a', 20],
    // Fifty lines of it might be one record.
    ["closes a quote and opens another", 'x","c', 200],
    ["doubles its quotes", '""",""', 20],
    ["has no quote", "a,b", 20],
  ])("where each line %s", async (_what, text, most) => {
    expect(await looksPerLine(text)).toBeLessThan(most);
  });
});
