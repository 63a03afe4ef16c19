import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../../infra/local/network/free-ports.ts";
import { inWorkspace } from "./workspace.ts";

export interface Emulator {
  url: string;
  close: () => Promise<void>;
}

/**
 * Listens on the port in its argument. In queue URLs, in the API's URL and for its functions it uses GATEWAY_PORT, which is the front
 * door's port. It ends when its standard input closes, so also when this process is killed.
 */
const launcher = `
import os, signal, sys, threading
def watch():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=watch, daemon=True).start()
from ministack import app
port = sys.argv.pop()
app._resolve_port = lambda: port
sys.exit(app.main())
`;

/**
 * Starts a fresh MiniStack on loopback, in memory, behind a front door. It enforces IAM: each function has its own role, and the emulator
 * evaluates the role's policies.
 */
export async function startEmulator(
  python: string,
  { port, frontDoorPort }: { port: number; frontDoorPort: number },
): Promise<Emulator> {
  // Not in the workspace: below this repository's package.json, Node would take the emulator's CommonJS workers for modules.
  const temporary = mkdtempSync(join(tmpdir(), "phonehub-emulator-"));
  const environment = {
    ...process.env,
    AUTH: "true",
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(frontDoorPort),
    // Otherwise it listens on more ports, for services that we do not use.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    NODE_NO_WARNINGS: "1",
    // The emulator unpacks the functions' code there.
    TMPDIR: temporary,
  };
  const log = openSync(inWorkspace("emulator.log"), "w");
  const child = spawn(python, ["-c", launcher, String(port)], { env: environment, stdio: ["pipe", log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.stdin?.end();
    const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killed);
    rmSync(temporary, { recursive: true, force: true });
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
