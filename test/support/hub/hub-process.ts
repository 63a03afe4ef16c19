import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { HubOptions } from "../../../infra/local/hub.ts";
import type { StartedHub } from "./running-hub.ts";

/** Options that can be told to another process. */
export type TellableHubOptions = Pick<
  HubOptions,
  "port" | "dataDir" | "twilioPort" | "waits" | "statusDelayMs" | "extraEnvironment"
>;

export interface HubProcess extends ToldByHub {
  /** Ends the process in the middle of what it does (SIGKILL). */
  kill: () => Promise<void>;
  /** What Ctrl-C does. */
  stop: () => Promise<void>;
}

/** What the process says of its hub. */
export type ToldByHub = Pick<StartedHub, "running" | "target">;

/** Starts a hub in a process of its own, which a test may kill. */
export const startHubProcess = async (options: TellableHubOptions): Promise<HubProcess> => {
  const program = ["--import", "tsx", join(import.meta.dirname, "run-hub.ts"), JSON.stringify(options)];
  const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const { running, target }: ToldByHub = JSON.parse(line);
    const removeLog = () => rmSync(dirname(running.logFile), { recursive: true, force: true });
    const kill = async () => {
      await end("SIGKILL")();
      removeLog();
    };
    return { running, target, kill, stop: end("SIGTERM") };
  }
  throw new Error("The hub's process ended before its hub had started.");
};
