import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../run-command.ts";

/** The files that one run writes: logs, its report, the contract. Each run empties it first. */
const workspace = join(repository, ".phonehub/fuzz");

export const inWorkspace = (name: string): string => join(workspace, name);

export function emptyWorkspace(): void {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
}
