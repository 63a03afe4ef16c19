import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CommandFailed, run } from "./run-command.ts";
import { kept } from "./workspace.ts";

/** The version everything below was tried with; another one may drop, or learn, something. */
export const emulatorVersion = "1.5.33";

const directory = join(kept, `ministack-${emulatorVersion}`);
const log = { log: "python" };

/** Python with MiniStack, in a virtual environment kept between runs. Throws with what to install where that is not possible. */
export async function pythonWithMiniStack(): Promise<string> {
  const python = join(directory, "bin", "python");
  if (existsSync(join(directory, "complete"))) return python;
  rmSync(directory, { recursive: true, force: true });
  await run("python3", ["-m", "venv", directory], log).catch((error: unknown) => {
    throw withAdvice(
      error,
      "npm run test:deploy needs Python 3.10 or newer with venv: on Debian and Ubuntu, apt install python3 python3-venv.",
    );
  });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `ministack==${emulatorVersion}`];
  await run(python, install, log).catch((error: unknown) => {
    throw withAdvice(error, `The package ministack ${emulatorVersion} could not be installed from PyPI.`);
  });
  await run("touch", [join(directory, "complete")], log);
  return python;
}

function withAdvice(error: unknown, advice: string): unknown {
  return error instanceof CommandFailed ? new Error(`${advice}\n\n${error.message}`, { cause: error }) : error;
}
