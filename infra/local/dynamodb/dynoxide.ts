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

/** Starts Dynoxide on a free loopback port, with the file `dbPath` or with a temporary file. */
export async function startDynoxide(options: { dbPath?: string; fetchDir: string }): Promise<LocalDynamoDb> {
  const binary = await dynoxideBinary(options.fetchDir);
  const database = beginDatabase(options.dbPath);
  let failure = "";
  const host = privateAddress();
  for (const port of await freePorts(3)) {
    const serve = ["serve", "--host", host, "--port", String(port), "--db-path", database.path];
    const child = spawnTiedToUs(binary, serve, database.temporary ?? "");
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
    failure = await startFailure(child, exited);
    if (failure === "" && (await answers(endpoint))) return { endpoint, close };
    await end();
    // Another program may have taken the port in the meantime, so we try the next one.
  }
  removeDatabase(database);
  throw new Error(`Dynoxide did not start. ${failure}`);
}

/**
 * Empty once Dynoxide reports that it listens, else its error output. An answer from its port would prove little: another program may have
 * the port.
 */
async function startFailure(child: ChildProcess, exited: Promise<void>): Promise<string> {
  child.stdout?.resume();
  const reported = new Promise<string>((resolve) => {
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      text = `${text}${chunk.toString()}`.slice(-2000);
      if (text.includes("listening on")) resolve("");
      else if (text.includes("error")) resolve(text.trim());
    });
  });
  const ended = exited.then(() => "It exited at once.");
  return await Promise.race([reported, ended, sleep(10_000, "It printed nothing for 10 seconds.", { ref: false })]);
}

/**
 * Starts a child that ends with this process, even if this process is killed: a shell waits for its standard input to end, which happens
 * when this process is gone. It then kills the child, and removes the folder `temporary` unless the name is empty. The child is detached,
 * so that Ctrl-C reaches only this process, and requests in flight still have their database.
 */
function spawnTiedToUs(binary: string, args: string[], temporary: string): ChildProcess {
  if (process.platform === "win32") {
    const child = spawn(binary, args, { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin?.once("finish", () => child.kill());
    process.once("exit", () => child.kill());
    return child;
  }
  // By then nobody reads the shell's output, and a write to a closed pipe would end the shell.
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
 * The address on which Dynoxide listens. It answers any web page and any Host header, and has no option against that. So it listens on one
 * of the 16 million loopback addresses: a page would need years to try them all, with all ports. macOS has only 127.0.0.1.
 */
export function privateAddress(platform: NodeJS.Platform = process.platform): string {
  if (platform !== "linux" && platform !== "win32") return "127.0.0.1";
  // Never 127.0.0.x, which an attacker would try first.
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}
