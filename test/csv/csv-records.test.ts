import { describe, expect, test } from "vitest";
import { type CsvRecord, csvCell, csvReader } from "../../shared/csv/csv-records.ts";

const recordsOf = (texts: readonly string[], delimiter = ","): CsvRecord[] => {
  const reader = csvReader(delimiter);
  return [...texts.flatMap((text, at) => reader.read([{ number: at + 1, text }])), ...reader.end()];
};
const cellsOf = (...texts: string[]) => recordsOf(texts).map(({ line, cells }) => [line, cells]);

describe("csvReader()", () => {
  test("reads quoted cells with delimiters, doubled quotes and newlines", () => {
    expect(cellsOf('a,"b, ""c""",d', '"e', 'f",g', "h")).toEqual([
      [1, ["a", 'b, "c"', "d"]],
      [2, ["e\nf", "g"]],
      [4, ["h"]],
    ]);
  });

  test("leaves a quote within an unquoted cell, and a cell that continues after its quotes, unchanged", () => {
    expect(cellsOf('5" pipe,x', '"Bob" Smith,c', '"+1415"5552671,d', ' "a" ,"b" ')).toEqual([
      [1, ['5" pipe', "x"]],
      [2, ['"Bob" Smith', "c"]],
      [3, ['"+1415"5552671', "d"]],
      [4, ["a", "b"]],
    ]);
  });

  test("keeps an empty cell between tabs", () => {
    expect(recordsOf(['a\t\t"b"', '\t "c"'], "\t").map(({ cells }) => cells)).toEqual([
      ["a", "", "b"],
      ["", "c"],
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
      "that would swallow a line with quotes",
      ['"a', '"b",c', "d"],
      [
        [1, null],
        [2, ["b", "c"]],
        [3, ["d"]],
      ],
    ],
  ])("loses one line to a quote %s", (_what, texts, expected) => {
    expect(cellsOf(...texts)).toEqual(expected);
  });

  test("loses one line to a quote that stays open for more than fifty lines", () => {
    const records = recordsOf(['"a', ...Array.from({ length: 60 }, () => "b,c")]);
    expect(records).toHaveLength(61);
    expect(records.map(({ cells }) => cells)).toEqual([null, ...Array.from({ length: 60 }, () => ["b", "c"])]);
  });
});

describe("csvReader() reads each line of a long file a limited number of times (invariant 38)", () => {
  const count = 2_000;
  /** Returns how often the reader reads a line's text, on average. */
  const looksPerLine = (text: string): number => {
    let looks = 0;
    const reader = csvReader(",");
    for (let number = 1; number <= count; number++)
      reader.read([
        {
          number,
          get text() {
            looks += 1;
            return text;
          },
        },
      ]);
    reader.end();
    return looks / count;
  };

  test.each([
    ["opens a quote", '"a', 20],
    // Up to fifty of these lines could be one record.
    ["closes a quote and opens another", 'x","c', 200],
    ["doubles its quotes", '""",""', 20],
    ["has no quote", "a,b", 20],
  ])("if each line %s", (_what, text, most) => {
    expect(looksPerLine(text)).toBeLessThan(most);
  });
});

test.each([
  ["a number in E.164", "+14155553111", "+14155553111"],
  ["a formula", "=1+1", "'=1+1"],
  ["a plus before anything but a number", "+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["a number that is not in E.164", "+1-415", "'+1-415"],
  ["a minus", "-2", "'-2"],
  ["an at sign", "@SUM(1)", "'@SUM(1)"],
  ["a tab", "\t=1", "'\t=1"],
  ["a carriage return", "\r=1", '"\'\r=1"'],
  ["a quote and a comma", 'say "hi", Bob', '"say ""hi"", Bob"'],
  ["a semicolon", "a;b", '"a;b"'],
  ["nothing", null, ""],
  ["a count", 2, "2"],
])("csvCell() writes %s so that a spreadsheet shows it unchanged", (_what, value, expected) => {
  expect(csvCell(value)).toBe(expected);
});
