import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../errors.ts";
import type { ConfigManager } from "./config-manager.ts";
import { managedConfig } from "./managed-config.ts";
import type { ConfigAndDefault } from "./provider-config-reads.ts";

const maximumAttempts = 8;

/**
 * Reads a configuration, decides and writes, again where somebody came between: `change` answers null for that. Throws not_found,
 * and conflict where somebody always comes between.
 */
export const changeManaged = async <Result>(
  manager: ConfigManager,
  id: string,
  change: (current: ConfigAndDefault) => Promise<Result | null>,
): Promise<Result> => {
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    const result = await change(await managedConfig(manager, id));
    if (result !== null) return result;
    await sleep(Math.random() * 20 * attempt);
  }
  throw new Problem("conflict", { detail: "The configuration is being changed by others: try again." });
};
