import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { freePorts } from "../../infra/local/free-ports.ts";
import { inWorkspace } from "./workspace.ts";

export interface Emulator {
  url: string;
  close: () => Promise<void>;
}

/** Ends the emulator when our end of its standard input closes: also where this process is killed and cannot say so. */
const endWithParent = `
import os, signal, sys, threading
def watch():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=watch, daemon=True).start()
sys.argv = ["ministack"]
from ministack.app import main
sys.exit(main())
`;

/**
 * A fresh MiniStack on loopback, in memory. `frontDoor` is where the functions it runs shall find AWS. IAM is enforced: each
 * function acts under its own role, whose policies the emulator evaluates.
 */
export async function startEmulator(
  python: string,
  { port, frontDoor }: { port: number; frontDoor: string },
): Promise<Emulator> {
  // It listens beside its main port for services we do not use, unless told not to.
  const environment = {
    ...process.env,
    AUTH: "true",
    AWS_ENDPOINT_URL: frontDoor,
    BIND_HOST: "127.0.0.1",
    EDGE_PORT: String(port),
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: "0",
    NODE_NO_WARNINGS: "1",
    SFTP_ENABLED: "0",
  };
  const log = openSync(inWorkspace("emulator.log"), "w");
  const child = spawn(python, ["-c", endWithParent], { env: environment, stdio: ["pipe", log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.stdin?.end();
    const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killed);
  };
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) break;
    if (await isReady(url)) return { url, close };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await close();
  throw new Error(`MiniStack did not start; see ${inWorkspace("emulator.log")}.`);
}

export const freePort = async (): Promise<number> => {
  const [port = 0] = await freePorts(1);
  return port;
};

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
