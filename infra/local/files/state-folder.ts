import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { CommandLine } from "../command-line.ts";
import { describe, FolderTaken, lockFolder } from "./folder-lock.ts";
import { type LocalFile, removeLocalFile, writeLocalFile } from "./local-file.ts";

/** The folder in which a running hub publishes its addresses and keys, and writes its logs. */
export interface StateFolder {
  logFile: string;
  /** Writes local.json. */
  tell: (local: LocalFile) => void;
  /** Removes local.json, and unlocks the folder. */
  close: () => Promise<void>;
}

/** Locks the folder for this process. Throws if another hub has it, and then writes nothing. */
export async function openStateFolder(
  options: Pick<CommandLine, "stateFolder" | "port" | "dataDir">,
): Promise<StateFolder> {
  const { stateFolder, port } = options;
  mkdirSync(stateFolder, { recursive: true });
  const unlock = await lockFolder(stateFolder, "state", { pid: process.pid, port }).catch((error: unknown) => {
    throw error instanceof FolderTaken ? new Error(inUseMessage(error, options)) : error;
  });
  return {
    logFile: join(stateFolder, "logs", "functions.log"),
    tell: (local) => writeLocalFile(stateFolder, local),
    async close() {
      removeLocalFile(stateFolder);
      await unlock();
    },
  };
}

function inUseMessage({ holder }: FolderTaken, { port, dataDir }: Pick<CommandLine, "port" | "dataDir">): string {
  const ownPort = holder?.port === port ? port + 10 : port;
  const options = [`--port ${ownPort}`, `--state .phonehub/${ownPort}`, ...(dataDir ? ["--data ANOTHER_FOLDER"] : [])];
  return (
    `A hub runs here already${holder ? ` (${describe(holder)})` : ""}. ` +
    `Stop it, or start another one beside it: npm start -- ${options.join(" ")}`
  );
}
