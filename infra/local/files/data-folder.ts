import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { lockFolder } from "./folder-lock.ts";
import { writeWhole } from "./private-files.ts";

/**
 * To be raised whenever a hub would misread what an earlier one wrote. 2: queues and files are kept, too. 3: configurations and preferences
 * hold their channels as one object.
 */
const format = 3;

const Written = z.object({ format: z.number() });

/** Takes a data folder for this process alone. Throws where another hub has it, or another release wrote it. */
export async function openDataFolder(folder: string, port?: number): Promise<{ close: () => Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const close = await lockFolder(folder, "data", { pid: process.pid, ...(port === undefined ? {} : { port }) });
  try {
    checkFormat(folder);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

function checkFormat(folder: string) {
  const file = join(folder, "format.json");
  const found = formatIn(folder, file);
  if (found === undefined) return writeWhole(file, JSON.stringify({ format }));
  if (found === format) return;
  throw new Error(
    `${folder} was written by another release of the hub (format ${found}, and this one reads ${format}): start with an empty folder.`,
  );
}

/** What format 1 wrote first, which had no file to say so. */
const ofFormat1 = ["oidc-key.json", "kms-master-secret"];

/** Undefined: no hub has written here. */
function formatIn(folder: string, file: string): number | undefined {
  if (existsSync(file)) return Written.parse(JSON.parse(readFileSync(file, "utf8"))).format;
  return ofFormat1.some((name) => existsSync(join(folder, name))) ? 1 : undefined;
}
