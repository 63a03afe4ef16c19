import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../run-command.ts";
import { inWorkspace } from "./workspace.ts";

const sources = [
  "cdk.json",
  "docs",
  "functions",
  "infra",
  "package-lock.json",
  "package.json",
  "shared",
  "tsconfig.json",
];
const changed = "functions/service/not-found.ts";
const before = "No such path.";

/** The changed function's text after the second deploy. */
export const newDetail = "No such path, as of the second deploy.";

/** Makes the next release: a copy of the sources in which one function has another text. */
export function makeChangedRelease(): string {
  const directory = inWorkspace("second-release");
  mkdirSync(directory);
  for (const name of sources) cpSync(join(repository, name), join(directory, name), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(directory, "node_modules"));
  const file = join(directory, changed);
  const source = readFileSync(file, "utf8");
  if (!source.includes(before)) throw new Error(`${changed} no longer contains "${before}": change this test with it.`);
  writeFileSync(file, source.replace(before, newDetail));
  return directory;
}
