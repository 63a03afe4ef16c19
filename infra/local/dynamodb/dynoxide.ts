import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../free-ports.ts";
import { dynoxideBinary } from "./dynoxide-binary.ts";

export interface LocalDynamoDb {
  endpoint: string;
  close: () => Promise<void>;
}

/** Starts Dynoxide on a free loopback port: in memory, or in the file `dbPath`. */
export async function startDynoxide(options: { dbPath?: string; fetchDir: string }): Promise<LocalDynamoDb> {
  const binary = await dynoxideBinary(options.fetchDir);
  const [port = 0] = await freePorts(1);
  const storage = options.dbPath ? ["--db-path", options.dbPath] : [];
  const child = spawnWithUs(binary, ["serve", "--host", "127.0.0.1", "--port", String(port), ...storage]);
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  child.stdout?.resume();
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.stdin?.end();
    await exited;
  };
  if (!(await answers(endpoint, child))) {
    await close();
    throw new Error(`Dynoxide did not start. ${complaint.trim()}`);
  }
  return { endpoint, close };
}

/**
 * A child that dies with us, even when we are killed with no chance to say so: a shell waits for its standard input to
 * end, which it does when this process is gone, and then ends the child. Detached, so that Ctrl-C reaches us alone and
 * requests still under way find their database.
 */
function spawnWithUs(binary: string, args: string[]): ChildProcess {
  if (process.platform === "win32") {
    const child = spawn(binary, args, { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin?.once("finish", () => child.kill());
    process.once("exit", () => child.kill());
    return child;
  }
  const script = '"$@" & child=$!; read -r _; kill $child 2>/dev/null; wait $child';
  return spawn("/bin/sh", ["-c", script, "sh", binary, ...args], { stdio: ["pipe", "pipe", "pipe"], detached: true });
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(endpoint, { method: "POST", body: "{}" }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response) return true;
    await sleep(5);
  }
  return false;
}
