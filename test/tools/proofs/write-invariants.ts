import { readFile, writeFile } from "node:fs/promises";
import { mutations } from "./mutation-list.ts";

const page = new URL("../../../docs/testing.md", import.meta.url);
const begin = "<!-- mutations -->\n";
const end = "<!-- end of mutations -->\n";

const text = await readFile(page, "utf8");
const [before, rest] = text.split(begin);
const [table, after] = rest?.split(end) ?? [];
if (before === undefined || table === undefined || after === undefined) {
  throw new Error(`docs/testing.md has no table between ${begin.trim()} and ${end.trim()}.`);
}

/** The page's name of each invariant, also of one that had no mutation until now. */
const names = new Map([...text.matchAll(/^\| (\d+) \| (.*?) \| /gm)].map(([, number, name]) => [Number(number), name]));

const numbers = [...new Set(mutations.map(({ invariant }) => invariant))].sort((a, b) => a - b);
const rows = numbers.map((number) => {
  const ofInvariant = mutations.filter(({ invariant }) => invariant === number);
  const files = new Set(ofInvariant.map(({ test }) => `\`${test.replace("test/", "")}\``));
  const rules = ofInvariant.map(({ rule }) => rule).join(" ");
  return `| ${number} | ${names.get(number)} | ${[...files].join(", ")} | ${rules} |\n`;
});
const heading = "| | invariant | guarded by | removed rules |\n|---|---|---|---|\n";

const isGuardedNow = (line: string): boolean => numbers.includes(Number(/^\| (\d+) \| /.exec(line)?.[1]));
const others = after
  .split("\n")
  .filter((line) => !isGuardedNow(line))
  .join("\n");

await writeFile(page, `${before}${begin}${heading}${rows.join("")}${end}${others}`);
