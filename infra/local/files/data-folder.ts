import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { lockFolder } from "./folder-lock.ts";
import { writeWhole } from "./private-files.ts";

/**
 * Raise it when a hub would misread an earlier release's folder. Since 2 the folder also keeps queues and files. Since 3 configurations and
 * preferences hold their channels as one object.
 */
const format = 3;

const Written = z.object({ format: z.number() });

/** Locks a data folder for this process. Throws if another hub has it, or if another release wrote it. */
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

/** The first files of format 1, which did not store its number. */
const format1Files = ["oidc-key.json", "kms-master-secret"];

/** The format of the folder's files. Undefined if no hub has written to it. */
function formatIn(folder: string, file: string): number | undefined {
  if (existsSync(file)) return Written.parse(JSON.parse(readFileSync(file, "utf8"))).format;
  return format1Files.some((name) => existsSync(join(folder, name))) ? 1 : undefined;
}
