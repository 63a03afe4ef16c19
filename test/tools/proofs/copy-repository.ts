import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { repository } from "../run-command.ts";

/** What is installed, built or kept beside the source. */
const left = new Set(["node_modules", ".git", ".phonehub", "cdk.out", "dist", "coverage"]);

/** A folder with a copy of the sources, for a proof that changes them. It goes when the process ends. */
export const copyOfRepository = (proof: string): string => {
  const copy = mkdtempSync(join(tmpdir(), `phonehub-${proof}-`));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  cpSync(repository, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
  linkInstalled(copy);
  return copy;
};

/** The copy uses the packages that are installed here, and its own copies of the repository's packages: a proof may change those too. */
const linkInstalled = (copy: string): void => {
  const installed = realpathSync(join(repository, "node_modules"));
  const own = join(copy, "node_modules", "@phonehub");
  mkdirSync(own, { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== "@phonehub") symlinkSync(join(installed, name), join(copy, "node_modules", name));
  }
  for (const name of readdirSync(join(copy, "packages"))) symlinkSync(join(copy, "packages", name), join(own, name));
};
