import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The results of the requested tests. */
export interface TestRun {
  /** The full titles of the tests that passed. */
  passed: readonly string[];
  /** The first test that failed, with the first line of its message. Null if none failed. */
  failure: { test: string; line: string } | null;
  /** The reason why the file did not run to its end. Null if it did. */
  runError: string | null;
  seconds: number;
}

interface Report {
  testResults: {
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
  }[];
}

/** A mutation can cause a process that never ends. */
const maximumMinutes = 6;

/** The project in vitest.config.ts of a test file, by the end of its name. */
export const projectOf = (test: string): "pure" | "store" | "hub" =>
  test.endsWith(".hub.test.ts") ? "hub" : test.endsWith(".store.test.ts") ? "store" : "pure";

/** Runs the tests of one file with one of these parts in their titles (none: all tests), in a folder. Stops at the first failure. */
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
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"], timeout: maximumMinutes * 60_000 },
  );
  let errorOutput = "";
  vitest.stderr.on("data", (chunk) => {
    errorOutput += chunk;
  });
  await new Promise((resolve) => vitest.once("close", resolve));
  return { ...outcomeOf(outputFile, errorOutput), seconds: Math.round((Date.now() - startedAt) / 1000) };
}

const asPattern = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function outcomeOf(outputFile: string, errorOutput: string): Omit<TestRun, "seconds"> {
  const report = readReport(outputFile);
  if (!report) return { passed: [], failure: null, runError: firstLine(errorOutput) || "Vitest did not end." };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find(({ status }) => status === "failed");
  const failure = failed && { test: failed.fullName, line: firstLine(failed.failureMessages?.[0] ?? "") };
  const passed = tests.flatMap(({ status, fullName }) => (status === "passed" ? [fullName] : []));
  const runError = report.testResults.map(({ message }) => firstLine(message)).find((line) => line !== "");
  return { passed, failure: failure ?? null, runError: runError ?? (passed.length === 0 ? "No test ran." : null) };
}

const readReport = (outputFile: string): Report | null => {
  try {
    return JSON.parse(readFileSync(outputFile, "utf8"));
  } catch {
    return null;
  }
};

const firstLine = (text: string): string => text.trim().split("\n")[0]?.slice(0, 200) ?? "";
