import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What became of the tests that were asked for. */
export interface TestRun {
  /** Full titles. */
  passed: readonly string[];
  /** The first test that failed, with the first line of what it said. Null: none failed. */
  failure: { test: string; line: string } | null;
  /** Why the file could not run to its end, where it could not. */
  trouble: string | null;
  seconds: number;
}

interface Report {
  testResults: {
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
  }[];
}

/** A mutation may leave a process that never ends. */
const mostMinutes = 6;

/** The project of vitest.config.ts that a test file belongs to, by the end of its name. */
export const projectOf = (test: string): "pure" | "store" | "hub" =>
  test.endsWith(".hub.test.ts") ? "hub" : test.endsWith(".store.test.ts") ? "store" : "pure";

/** Runs the tests of one file whose titles hold one of these parts, or all of them, with the code of a folder. Stops at the first failure. */
export async function runVitest(folder: string, test: string, titleParts: readonly string[]): Promise<TestRun> {
  const startedAt = Date.now();
  const outputFile = join(folder, "vitest-report.json");
  rmSync(outputFile, { force: true });
  const named = titleParts.length === 0 ? [] : ["-t", titleParts.map(asPattern).join("|")];
  const vitest = spawn(
    process.execPath,
    [
      ...["node_modules/vitest/vitest.mjs", "run", "--project", projectOf(test), test, ...named],
      ...["--bail", "1", "--reporter", "json", "--outputFile", outputFile],
    ],
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"], timeout: mostMinutes * 60_000 },
  );
  let said = "";
  vitest.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await new Promise((resolve) => vitest.once("close", resolve));
  return { ...outcomeOf(outputFile, said), seconds: Math.round((Date.now() - startedAt) / 1000) };
}

const asPattern = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function outcomeOf(outputFile: string, said: string): Omit<TestRun, "seconds"> {
  const report = readReport(outputFile);
  if (!report) return { passed: [], failure: null, trouble: firstLine(said) || "Vitest did not end." };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find(({ status }) => status === "failed");
  const failure = failed && { test: failed.fullName, line: firstLine(failed.failureMessages?.[0] ?? "") };
  const passed = tests.flatMap(({ status, fullName }) => (status === "passed" ? [fullName] : []));
  const trouble = report.testResults.map(({ message }) => firstLine(message)).find((line) => line !== "");
  return { passed, failure: failure ?? null, trouble: trouble ?? (passed.length === 0 ? "No test ran." : null) };
}

const readReport = (outputFile: string): Report | null => {
  try {
    return JSON.parse(readFileSync(outputFile, "utf8"));
  } catch {
    return null;
  }
};

const firstLine = (text: string): string => text.trim().split("\n")[0]?.slice(0, 200) ?? "";
