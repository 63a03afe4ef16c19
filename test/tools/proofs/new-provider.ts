import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import { addLines, moveFolder, providerFolder } from "../../providers/memory-provider/add-provider.ts";
import { type Addition, dataTables, roleTables, testTables } from "../../providers/memory-provider/additions.ts";
import { CommandFailed, endCommands, repository, run } from "../run-command.ts";
import { copyOfRepository } from "./copy-repository.ts";
import { startProof } from "./proof.ts";

const proof = startProof({
  name: "new-provider",
  title: "A new provider",
  about: `Adds a provider that sends SMS and has no other ability (test/providers/memory-provider) to a copy of this folder: its own folder, and a
line in each table. A table without its line must not compile. With all lines the code must compile, and the provider must pass the suites
of every provider, the test of floors, and the main job over a served hub.`,
  sizes: {},
});

/** The tests that judge the provider, and how many of a title must pass. */
const tests = [
  { file: "test/floors.test.ts", title: "floor", least: 2 },
  { file: "test/providers/manifests.test.ts", title: "the manifest of memory", least: 1 },
  { file: "test/providers/memory-provider/memory-messages.test.ts", title: "Memory message sender", least: 10 },
  { file: "test/providers/main-job.hub.test.ts", title: "the main job through memory", least: 15 },
];

const isManifest = ({ file }: Addition): boolean => file === "shared/providers/manifests.ts";
const isTable = (file: string): boolean =>
  /^shared\/providers\/(?:open-[a-z-]+|manifests|credentials|credential-schemas)\.ts$/.test(file);

const copy = copyOfRepository("new-provider");
process.once("exit", endCommands);
const log = join(copy, "proof.log");

/** The lines in which the compiler names an error of the copy, or of these files alone and what they import. */
const compilerErrors = async (files?: readonly string[]): Promise<string[]> => {
  const project = files ? "tsconfig.tables.json" : "tsconfig.json";
  if (files) writeFileSync(join(copy, project), JSON.stringify({ extends: "./tsconfig.json", include: files }));
  try {
    await run(join(copy, "node_modules/.bin/tsc"), ["-p", project, "--pretty", "false"], { cwd: copy, log });
    return [];
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return error.output.split("\n").filter((line) => line.includes(": error TS"));
  }
};

/** The provider stands in the list of manifests alone. Each of the other tables must ask for its line. */
const requireEveryLine = async (others: readonly Addition[]): Promise<void> => {
  const tables = [...new Set(others.map(({ file }) => file))];
  const errors = await compilerErrors(tables);
  const silent = tables.filter((file) => !errors.some((error) => error.startsWith(`${file}(`)));
  proof.report(`Tables that do not compile without their line: ${tables.length - silent.length} of ${tables.length}`);
  if (silent.length > 0) proof.end(false, `these tables compile without a line: ${silent.join(", ")}.`);
};

const requireTypes = async (): Promise<void> => {
  const [error] = await compilerErrors();
  if (error !== undefined) proof.end(false, `the code does not compile. ${error}`);
  proof.report("The code with the provider compiles.");
};

const filesOf = (folder: string): string[] =>
  readdirSync(join(copy, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(copy, join(entry.parentPath, entry.name)));

const contentOf = (folder: string, file: string): string | null =>
  existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : null;

/** Only the provider's folder and the tables differ from the repository. */
const requireNoOtherFile = (): void => {
  const changed = ["functions", "infra", "packages", "shared"].flatMap((folder) =>
    filesOf(folder).filter((file) => contentOf(copy, file) !== contentOf(repository, file)),
  );
  const others = changed.filter((file) => !file.startsWith(`${providerFolder}/`) && !isTable(file));
  proof.report(`Tables that gain lines: ${changed.filter(isTable).length}; other files that change: ${others.length}`);
  if (others.length > 0) proof.end(false, `the provider needs more than its folder and the tables: ${others}.`);
};

const Report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
});

const requireTests = async (): Promise<void> => {
  const outputFile = join(copy, "vitest-report.json");
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...tests.map(({ file }) => file)];
  try {
    await run(process.execPath, [...vitest, "--reporter", "json", "--outputFile", outputFile], { cwd: copy, log });
  } catch (error) {
    const failed = existsSync(outputFile) ? titlesOf(outputFile, "failed") : [];
    proof.end(false, `its tests fail: ${failed.join("; ") || error}`);
  }
  const passed = titlesOf(outputFile, "passed");
  for (const { title, least } of tests) {
    const count = passed.filter((name) => name.includes(title)).length;
    proof.report(`Tests that passed, "${title}": ${count}`);
    if (count < least) proof.end(false, `only ${count} tests of "${title}" ran.`);
  }
};

const titlesOf = (report: string, wanted: "passed" | "failed"): string[] =>
  Report.parse(JSON.parse(readFileSync(report, "utf8"))).testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ status, fullName }) => (status === wanted ? [fullName] : [])),
  );

moveFolder(copy);
const others = [...dataTables, ...roleTables, ...testTables].filter((addition) => !isManifest(addition));
addLines(copy, dataTables.filter(isManifest));
await requireEveryLine(others);
addLines(copy, others);
requireNoOtherFile();
await Promise.all([requireTypes(), requireTests()]);
proof.end(true, "the provider needs its folder and a line in each table, and does the main job.");
