import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { unfinished, writeWhole } from "../files/private-files.ts";

const Head = z.object({
  key: z.string(),
  contentType: z.string(),
  contentLength: z.number(),
  etag: z.string(),
  lastModified: z.coerce.date(),
  metadata: z.record(z.string(), z.string()),
});

/** An object of a bucket whose content stays on disk. Each access to `body` reads the file. */
export type FiledObject = z.infer<typeof Head> & { readonly body: Buffer };

/** A file holds one object: a line of JSON that describes it, then its bytes. Its name is a hash, because keys can be too long. */
const fileOf = (folder: string, key: string) => join(folder, createHash("sha256").update(key).digest("hex"));

export function writeObject(folder: string, { body, ...described }: FiledObject): FiledObject {
  const file = fileOf(folder, described.key);
  const head = Buffer.from(`${JSON.stringify(described)}\n`);
  writeWhole(file, Buffer.concat([head, body]));
  return filed(file, described, head.length);
}

export const removeObject = (folder: string, key: string): void => rmSync(fileOf(folder, key), { force: true });

/** All objects in a folder. Removes files that a killed process left unfinished. */
export function readObjects(folder: string): FiledObject[] {
  const names = readdirSync(folder);
  for (const name of names) if (name.endsWith(unfinished)) rmSync(join(folder, name), { force: true });
  return names.filter((name) => !name.endsWith(unfinished)).map((name) => readHead(join(folder, name)));
}

/** More than the longest key and metadata that S3 accepts, in any JSON form. */
const headBytes = 64 * 1024;

function readHead(file: string): FiledObject {
  const start = Buffer.alloc(headBytes);
  const opened = openSync(file, "r");
  const read = readSync(opened, start);
  closeSync(opened);
  const end = start.subarray(0, read).indexOf("\n");
  return filed(file, Head.parse(JSON.parse(start.toString("utf8", 0, end))), end + 1);
}

const filed = (file: string, head: z.infer<typeof Head>, from: number): FiledObject => ({
  ...head,
  get body() {
    return readFileSync(file).subarray(from);
  },
});
