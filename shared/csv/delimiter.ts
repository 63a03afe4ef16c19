import { isNumberLike, numberColumns, type Wanted } from "./columns.ts";
import { csvReader, isBlank } from "./csv-records.ts";
import type { TextLine } from "./text-lines.ts";

const delimiters = [",", ";", "\t", "|"];

/** The one under which the first line names a column of numbers, or holds a number; else the one that it has most of, outside quotes. */
export const delimiterOf = (lines: readonly TextLine[], wanted: Wanted): string => {
  const judged = delimiters.map((delimiter) => {
    const cells = firstCells(lines, delimiter);
    const isHeader = numberColumns(cells, wanted).length > 0;
    const worth = isHeader ? 2 : isNumberLike(cells[0] ?? "", wanted.country) ? 1 : 0;
    return { delimiter, rank: [worth, cells.length] as const };
  });
  return judged.reduce((best, one) =>
    one.rank[0] > best.rank[0] || (one.rank[0] === best.rank[0] && one.rank[1] > best.rank[1]) ? one : best,
  ).delimiter;
};

const firstCells = (lines: readonly TextLine[], delimiter: string): string[] => {
  const reader = csvReader(delimiter);
  for (const line of lines) {
    const record = reader.read([line]).find((one) => !isBlank(one));
    if (record) return (record.cells ?? []).map((cell) => cell.trim());
  }
  return (reader.end()[0]?.cells ?? []).map((cell) => cell.trim());
};
