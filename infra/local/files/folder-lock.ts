import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { second } from "../../../shared/kernel/durations.ts";

const Holder = z.object({ pid: z.number(), port: z.number().optional() });

/** The hub that has a folder: its process, and its API's port if `--port` named it. */
export type Holder = z.infer<typeof Holder>;

/** Another hub holds the folder. */
export class FolderTaken extends Error {
  constructor(
    folder: string,
    /** Undefined if that hub does not answer. */
    readonly holder: Holder | undefined,
  ) {
    super(
      `${folder} is in use by another hub${holder ? ` (${describe(holder)})` : ""}: stop that one, or choose another folder.`,
    );
  }
}

export const describe = ({ pid, port }: Holder): string =>
  `${port === undefined ? "" : `port ${port}, `}process ${pid}`;

/**
 * Locks a folder for this process by a socket that belongs to the folder. No other process can listen on the socket until this one is
 * gone, even if it is killed, and the socket tells others which hub holds the folder. A file with a process id would outlive the process,
 * and another process could get the id. `use` separates a hub's different uses of one folder. Throws FolderTaken.
 */
export async function lockFolder(folder: string, use: "data" | "state", holder: Holder): Promise<() => Promise<void>> {
  const digest = createHash("sha256")
    .update(`${use} ${realpathSync(folder)}`)
    .digest("hex")
    .slice(0, 24);
  const name = `phonehub-${digest}`;
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  let server = await listen(path, holder);
  if (!server) {
    const answer = await ask(path);
    if (answer !== undefined) throw new FolderTaken(folder, holderIn(answer));
    // The process that made the socket is gone.
    rmSync(path, { force: true });
    server = await listen(path, holder);
  }
  if (!server) throw new FolderTaken(folder, undefined);
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

/** Undefined if the path exists, perhaps left by a process that is gone. */
function listen(path: string, holder: Holder): Promise<Server | undefined> {
  const server = createServer((visitor) => {
    // A visitor may disconnect at any time.
    visitor.on("error", () => undefined);
    visitor.end(JSON.stringify(holder));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

/** A hub that is paused in a debugger, for example, accepts a connection and does not answer. */
const answerMs = 2 * second;

/** The answer of the process that listens on the socket. Undefined if none does. */
async function ask(path: string): Promise<string | undefined> {
  const socket = connect(path);
  socket.setTimeout(answerMs, () => socket.end());
  const connected = new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  });
  const answer = text(socket).catch(() => "");
  try {
    return (await connected) ? await answer : undefined;
  } finally {
    socket.destroy();
  }
}

function holderIn(answer: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(answer));
  } catch {
    return undefined;
  }
}
