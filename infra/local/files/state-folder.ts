import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { CommandLine } from "../command-line.ts";
import { describe, FolderTaken, lockFolder } from "./folder-lock.ts";
import { type LocalFile, removeLocalFile, writeLocalFile } from "./local-file.ts";

/** Where a running hub says how to come in, and writes its logs. */
export interface StateFolder {
  logFile: string;
  tell: (local: LocalFile) => void;
  /** Removes what was told, and lets go of the folder. */
  close: () => Promise<void>;
}

/** Takes the folder for this process alone. Throws, before anything is written, where another hub has it. */
export async function openStateFolder(
  options: Pick<CommandLine, "stateFolder" | "port" | "dataDir">,
): Promise<StateFolder> {
  const { stateFolder, port } = options;
  mkdirSync(stateFolder, { recursive: true });
  const unlock = await lockFolder(stateFolder, "state", { pid: process.pid, port }).catch((error: unknown) => {
    throw error instanceof FolderTaken ? new Error(besideTheOther(error, options)) : error;
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

function besideTheOther({ holder }: FolderTaken, { port, dataDir }: Pick<CommandLine, "port" | "dataDir">): string {
  const ownPort = holder?.port === port ? port + 10 : port;
  const options = [`--port ${ownPort}`, `--state .phonehub/${ownPort}`, ...(dataDir ? ["--data ANOTHER_FOLDER"] : [])];
  return (
    `A hub runs here already${holder ? ` (${describe(holder)})` : ""}. ` +
    `Stop it, or start another one beside it: npm start -- ${options.join(" ")}`
  );
}
