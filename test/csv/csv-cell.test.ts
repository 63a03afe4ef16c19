import { expect, test } from "vitest";
import { csvCell } from "../../shared/csv/csv-cell.ts";

test.each([
  ["a number in E.164", "+14155553111", "+14155553111"],
  ["a formula", "=1+1", "'=1+1"],
  ["a plus before anything but a number", "+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["a number that is no E.164", "+1-415", "'+1-415"],
  ["a minus", "-2", "'-2"],
  ["an at sign", "@SUM(1)", "'@SUM(1)"],
  ["a tab", "\t=1", "'\t=1"],
  ["a carriage return", "\r=1", '"\'\r=1"'],
  ["a quote and a comma", 'say "hi", Bob', '"say ""hi"", Bob"'],
  ["a semicolon", "a;b", '"a;b"'],
  ["nothing", null, ""],
  ["a count", 2, "2"],
])("csvCell writes %s so that a spreadsheet shows it", (_what, value, expected) => {
  expect(csvCell(value)).toBe(expected);
});
