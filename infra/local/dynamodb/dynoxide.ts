import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../network/free-ports.ts";
import { beginDatabase, removeDatabase } from "./database-file.ts";
import { dynoxideBinary } from "./dynoxide-binary.ts";

export interface LocalDynamoDb {
  endpoint: string;
  close: () => Promise<void>;
}

/** Starts Dynoxide on a free loopback port, with the file `dbPath` or with one that lasts until it is closed. */
export async function startDynoxide(options: { dbPath?: string; fetchDir: string }): Promise<LocalDynamoDb> {
  const binary = await dynoxideBinary(options.fetchDir);
  const database = beginDatabase(options.dbPath);
  let complaint = "";
  const host = privateAddress();
  for (const port of await freePorts(3)) {
    const serve = ["serve", "--host", host, "--port", String(port), "--db-path", database.path];
    const child = spawnWithUs(binary, serve, database.temporary ?? "");
    const exited = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
    const end = async () => {
      child.stdin?.end();
      await exited;
    };
    const close = async () => {
      await end();
      removeDatabase(database);
    };
    const endpoint = `http://${host}:${port}`;
    complaint = await trouble(child, exited);
    if (complaint === "" && (await answers(endpoint))) return { endpoint, close };
    await end();
    // A port that was free may be taken by now: another may not.
  }
  removeDatabase(database);
  throw new Error(`Dynoxide did not start. ${complaint}`);
}

/**
 * Nothing, once Dynoxide says that it listens; else what it says instead. That its port answers would prove little: what
 * answers may be somebody else's.
 */
async function trouble(child: ChildProcess, exited: Promise<void>): Promise<string> {
  child.stdout?.resume();
  const told = new Promise<string>((resolve) => {
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      text = `${text}${chunk.toString()}`.slice(-2000);
      if (text.includes("listening on")) resolve("");
      else if (text.includes("error")) resolve(text.trim());
    });
  });
  const ended = exited.then(() => "It ended at once.");
  return await Promise.race([told, ended, sleep(10_000, "It said nothing for 10 seconds.", { ref: false })]);
}

/**
 * A child that dies with us, even when we are killed with no chance to say so: a shell waits for its standard input to
 * end, which it does when this process is gone, and then ends the child. Detached, so that Ctrl-C reaches us alone and
 * requests still under way find their database. A folder that is named is removed then.
 */
function spawnWithUs(binary: string, args: string[], temporary: string): ChildProcess {
  if (process.platform === "win32") {
    const child = spawn(binary, args, { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin?.once("finish", () => child.kill());
    process.once("exit", () => child.kill());
    return child;
  }
  // The shell's own complaints have no reader any more by then, and would end it.
  const script =
    'folder=$1; shift; "$@" & child=$!; exec >/dev/null 2>&1; read -r _; kill $child; wait $child; [ -z "$folder" ] || rm -rf "$folder"';
  return spawn("/bin/sh", ["-c", script, "sh", temporary, binary, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
}

async function answers(endpoint: string): Promise<boolean> {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline) {
    const response = await fetch(endpoint, { method: "POST", body: "{}" }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response) return true;
    await sleep(5);
  }
  return false;
}

/**
 * Where Dynoxide listens. It answers every page of every Host, and cannot be told not to. So it takes one of the 16 million addresses that
 * mean this machine: a page that would try them all, with all their ports, would need years. macOS knows 127.0.0.1 alone.
 */
export function privateAddress(platform: NodeJS.Platform = process.platform): string {
  if (platform !== "linux" && platform !== "win32") return "127.0.0.1";
  // Never 127.0.0.x, where others look first.
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}
