import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { HubOptions } from "../../../infra/local/hub.ts";
import type { StartedHub } from "./running-hub.ts";

/** Options that can be sent to another process as JSON. */
export type SerialisableHubOptions = Pick<
  HubOptions,
  "port" | "dataDir" | "twilioPort" | "waits" | "statusDelayMs" | "extraEnvironment"
>;

export interface HubProcess extends HubMessage {
  /** Kills the process in the middle of its work (SIGKILL). */
  kill: () => Promise<void>;
  /** Stops the process like Ctrl-C. */
  stop: () => Promise<void>;
}

/** The message in which the process describes its hub. */
export type HubMessage = Pick<StartedHub, "running" | "target">;

/** Starts a hub in another process, which a test may kill. */
export const startHubProcess = async (options: SerialisableHubOptions): Promise<HubProcess> => {
  const program = ["--import", "tsx", join(import.meta.dirname, "run-hub.ts"), JSON.stringify(options)];
  const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const { running, target }: HubMessage = JSON.parse(line);
    const removeLog = () => rmSync(dirname(running.logFile), { recursive: true, force: true });
    const kill = async () => {
      await end("SIGKILL")();
      removeLog();
    };
    return { running, target, kill, stop: end("SIGTERM") };
  }
  throw new Error("The hub's process ended before its hub had started.");
};
