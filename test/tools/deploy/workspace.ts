import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../run-command.ts";

/** The files that one run writes: logs, the cloud assembly, the target file. Each run empties it first. */
export const workspace = join(repository, ".phonehub/deploy-test");

export const inWorkspace = (name: string): string => join(workspace, name);

export function emptyWorkspace(): void {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
}
