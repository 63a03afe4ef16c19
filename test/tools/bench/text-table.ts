export type Cell = string | number;

/** Prints a title, an explanation, and aligned columns: text to the left, numbers to the right. */
export function printTable(
  title: string,
  about: string,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
) {
  const cells = [header, ...rows.map((row) => row.map(String))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const isNumber = header.map((_, column) => rows.every((row) => looksNumeric(row[column])));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => (isNumber[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  console.log(`\n${title}\n${"=".repeat(title.length)}\n${about}\n`);
  const [head = [], ...body] = cells;
  console.log([line(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)].join("\n"));
}

/** Prints the rows that missed an aim, or that all met it. */
export function printMisses(aim: string, misses: readonly string[]) {
  console.log(`\nAim: ${aim}. ${misses.length === 0 ? "Met by all." : `Missed by: ${misses.join(", ")}.`}`);
}

const looksNumeric = (cell: Cell | undefined): boolean =>
  typeof cell === "number" || cell === undefined || /^[-+$]?[\d,.]*%?$/.test(cell);
