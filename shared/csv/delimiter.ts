import { isNumberLike, type ListOptions, numberColumns } from "./columns.ts";
import { csvReader, isBlank } from "./csv-records.ts";
import type { TextLine } from "./text-lines.ts";

const delimiters = [",", ";", "\t", "|"];

/**
 * Finds the delimiter: the one with which the first line names a column of numbers, else the one with which it begins with a number. Among
 * equals, takes the one that gives most cells.
 */
export const delimiterOf = (lines: readonly TextLine[], options: ListOptions): string => {
  const judged = delimiters.map((delimiter) => {
    const cells = firstCells(lines, delimiter);
    const isHeader = numberColumns(cells, options).length > 0;
    const worth = isHeader ? 2 : isNumberLike(cells[0] ?? "", options.country) ? 1 : 0;
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
