import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { writeWhole } from "./whole-file.ts";

/** To be raised whenever a hub would misread what an earlier one wrote. 2: queues and files are kept, too. */
const format = 2;

const Written = z.object({ format: z.number() });

/** Takes a data folder for this process alone. Throws where another hub has it, or another release wrote it. */
export async function openDataFolder(folder: string): Promise<{ close: () => Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const close = await hold(folder);
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

/**
 * A socket of the folder's own, which nobody else can listen on until this process is gone, however it goes. A file with a process id would
 * outlive it, and the id may be somebody else's by then.
 */
async function hold(folder: string): Promise<() => Promise<void>> {
  const name = `phonehub-${createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 24)}`;
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  const server = await listenAlone(path);
  if (!server) throw new Error(`${folder} is in use by another hub: stop that one, or choose another folder.`);
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

/** Undefined: somebody listens there. */
async function listenAlone(path: string): Promise<Server | undefined> {
  const server = await listen(path);
  if (server || (await answers(path))) return server;
  rmSync(path, { force: true });
  return await listen(path);
}

/** Undefined: the path is taken, be it by a process that is gone. */
function listen(path: string): Promise<Server | undefined> {
  const server = createServer((visitor) => visitor.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const end = (isTaken: boolean) => () => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once("connect", end(true)).once("error", end(false));
  });
