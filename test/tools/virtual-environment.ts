import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CommandFailed, repository, run } from "./run-command.ts";

/**
 * Returns the path of a Python with packages from PyPI, in a virtual environment that stays between runs (`.phonehub/python`, one for each
 * list of packages). Throws an error that names the missing software if that fails.
 */
export async function pythonWith(
  packages: readonly string[],
  { name, needs, log }: { name: string; needs: string; log: string },
): Promise<string> {
  const list = packages.join(" ");
  const digest = createHash("sha256").update(list).digest("hex").slice(0, 8);
  const directory = join(repository, ".phonehub/python", `${name}-${digest}`);
  const python = join(directory, "bin", "python");
  if (existsSync(join(directory, "complete"))) return python;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await run("python3", ["-m", "venv", directory], { log }).catch((error: unknown) => {
    throw withAdvice(
      error,
      `${needs} needs Python 3.10 or newer with venv: on Debian and Ubuntu, apt install python3 python3-venv.`,
    );
  });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
  await run(python, install, { log }).catch((error: unknown) => {
    throw withAdvice(error, `Cannot install these packages from PyPI: ${list}.`);
  });
  await run("touch", [join(directory, "complete")], { log });
  return python;
}

function withAdvice(error: unknown, advice: string): unknown {
  return error instanceof CommandFailed ? new Error(`${advice}\n\n${error.message}`, { cause: error }) : error;
}
