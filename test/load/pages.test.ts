import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedHub, startRunningHub } from "../support/hub/running-hub.ts";
import { shortWaits } from "../support/hub/short-waits.ts";
import { type Block, blocksOf, differenceOf, json, openShell, shownJson } from "./walked-pages.ts";

const pages = [
  ...blocksOf("README.md", { from: "In another terminal", to: "## Use it from code" }),
  ...blocksOf("docs/messaging.md"),
];

let own: StartedHub;
let folder = "";
let shell: ReturnType<typeof openShell>;
beforeAll(async () => {
  own = await startRunningHub(shortWaits);
  folder = mkdtempSync(join(tmpdir(), "phonehub-pages-"));
  writeFileSync(join(folder, "local.json"), JSON.stringify(own.target));
  shell = openShell({ TMPDIR: folder });
}, 600_000);
afterAll(async () => {
  shell?.close();
  await own?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The page's commands, with this hub's address and this test's folder. */
const commandsOf = ({ commands }: Block) =>
  commands
    .replaceAll("http://127.0.0.1:4010", own.running.apiUrl)
    .replaceAll("/tmp/", `${folder}/`)
    .replaceAll("./.phonehub/local.json", join(folder, "local.json"));

/** The answers that the page shows and the output lacks, in order. */
function missingOf({ answers }: Block, output: readonly string[]): string[] {
  let from = 0;
  return answers.flatMap((line) => {
    const shown = shownJson(line);
    if (shown === undefined) return [];
    const differences = output.slice(from).map((answer) => differenceOf(shown, json(answer) ?? answer));
    const found = differences.indexOf(null);
    if (found === -1) return [`${line}\n  ${differences.join("\n  ")}`];
    from += found + 1;
    return [];
  });
}

const isReading = (line: string) => line.startsWith("curl ") && !/ -d | -T | -X | > /.test(line);

/** The last lines of a block that only read. The test repeats them, because a result may take a moment. */
function lastReadsOf(commands: string): string {
  const lines = commands.trimEnd().split("\n");
  const doing = lines.findLastIndex((line) => !isReading(line));
  return lines.slice(doing + 1).join("\n");
}

async function outputOf(commands: string) {
  const output = await shell.run(commands);
  for (const line of output) {
    expect(line, commands).not.toMatch(/^(bash|curl|node:|Uncaught|\w*Error)\b/);
    expect(Object(json(line)).status, line).not.toSatisfy((status: unknown) => Number(status) >= 500);
  }
  return output;
}

test.each(pages.map((block) => [block.page, block.line, block] as const))(
  "%s, line %d: runs, and prints the answers that the page shows",
  async (_page, _line, block) => {
    const commands = commandsOf(block);
    const output = await outputOf(commands);
    const again = lastReadsOf(commands);
    let missing = missingOf(block, output);
    for (const deadline = Date.now() + 60_000; missing.length > 0 && again !== "" && Date.now() < deadline; ) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      missing = missingOf(block, [...output, ...(await outputOf(again))]);
    }
    expect(missing).toEqual([]);
  },
);

test("pages contain more than twenty blocks of commands", () => {
  expect(pages.length).toBeGreaterThan(20);
});
