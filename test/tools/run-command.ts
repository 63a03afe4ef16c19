import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { basename, resolve } from "node:path";

export const repository = resolve(import.meta.dirname, "../..");

export interface CommandOptions {
  /** The file for its output. */
  log: string;
  /** Prints its output immediately, too. */
  isShown?: boolean;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

export class CommandFailed extends Error {
  constructor(
    readonly command: string,
    readonly output: string,
    cause: string,
  ) {
    const last = output.trimEnd().split("\n").slice(-25).join("\n");
    super(`${command} ${cause}.${last === "" ? "" : ` Its last output:\n\n${last}`}`);
  }
}

const running = new Set<() => void>();

/** Ends all running commands and their child processes. */
export const endCommands = (): void => {
  for (const end of running) end();
};

/** Runs a command to its end and returns its output. Throws CommandFailed with the last lines of the output if it fails. */
export function run(command: string, parameters: readonly string[], options: CommandOptions): Promise<string> {
  const { log, isShown = false, env = process.env, cwd = repository } = options;
  const name = [basename(command), ...parameters].join(" ");
  const file = createWriteStream(log, { flags: "a" });
  return new Promise((resolve, reject) => {
    // The command gets its own process group, because npx and npm do not pass a signal on to their children.
    const child = spawn(command, parameters, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const end = () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    };
    running.add(end);
    let output = "";
    const onOutput = (chunk: Buffer) => {
      output += chunk;
      file.write(chunk);
      if (isShown) process.stdout.write(chunk);
    };
    child.stdout.on("data", onOutput);
    child.stderr.on("data", onOutput);
    child.once("error", (error) => reject(new CommandFailed(name, output, `did not start (${error.message})`)));
    child.once("close", (code, signal) => {
      running.delete(end);
      file.end();
      if (code === 0) resolve(output);
      else reject(new CommandFailed(name, output, `ended with ${signal ?? code}`));
    });
  });
}
