import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

export const repository = resolve(import.meta.dirname, "../../..");

/** What stays between runs: the virtual environment, which takes longest to make. */
export const kept = join(repository, ".phonehub/emulator");

/** What one run writes: logs, the cloud assembly, the target file. Empty at its beginning. */
export const workspace = join(repository, ".phonehub/deploy-test");

export const inWorkspace = (name: string): string => join(workspace, name);

export function emptyWorkspace(): void {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  mkdirSync(kept, { recursive: true });
}
