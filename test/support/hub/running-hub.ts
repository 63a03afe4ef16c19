import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localFileOf } from "../../../infra/local/files/local-file.ts";
import { type Hub, type HubOptions, startHub } from "../../../infra/local/hub.ts";
import { isRuntimeError } from "../../../infra/local/log-output.ts";
import type { TargetInput } from "../../end-to-end/support/target.ts";

/**
 * The addresses of a hub under test, and the names of its parts. Plain data, which test processes get from the process that started the
 * hub.
 */
export interface RunningHub {
  apiUrl: string;
  platformAdminKey: string;
  twilioUrl: string;
  snsUrl: string;
  issuerUrl: string;
  functionUrls: Record<string, string>;
  tables: Record<string, string>;
  queues: Record<string, string>;
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  kmsEndpoint: string;
  /** Every port on which the hub's process listens. */
  ports: number[];
  /** Runs, restarts and kills functions: see `invoke`, `restart` and `kill` in hub-connection.ts. */
  controlUrl: string;
  /** The file with every log line of the functions. */
  logFile: string;
}

declare module "vitest" {
  interface ProvidedContext {
    hub: RunningHub;
  }
}

export interface StartedHub {
  hub: Hub;
  running: RunningHub;
  /** The content of `npm start`'s local.json. The end-to-end tests know nothing else of the hub. */
  target: TargetInput;
  close: () => Promise<void>;
}

/** Starts a hub in memory, with everything that a test needs to control it. */
export const startRunningHub = async (options: HubOptions = {}): Promise<StartedHub> => {
  const folder = mkdtempSync(join(tmpdir(), "phonehub-test-"));
  const logFile = join(folder, "functions.log");
  const log = openSync(logFile, "a");
  const opened = noteServers();
  const hub = await startHub({
    statusDelayMs: 20,
    // Most tests do not concern WhatsApp's 24-hour window.
    keepsWhatsAppWindow: false,
    onLog(line, functionName) {
      writeSync(log, `${functionName} ${line}\n`);
      // Prints the cause of a 500 that a test receives.
      if (isRuntimeError(line)) console.error(functionName, line);
    },
    ...options,
  }).finally(opened.stop);
  const control = await startControl(hub);
  const { stack, demo, oidc } = hub;
  return {
    hub,
    running: {
      apiUrl: stack.apiUrl,
      platformAdminKey: demo.platformAdminKey,
      twilioUrl: hub.twilioSimulatorUrl,
      snsUrl: hub.snsSimulatorUrl,
      issuerUrl: oidc.issuer,
      functionUrls: stack.functionUrls,
      tables: stack.tables,
      queues: stack.queues,
      dynamodbEndpoint: stack.dynamodbEndpoint,
      sqsEndpoint: stack.sqsEndpoint,
      kmsEndpoint: stack.kmsEndpoint,
      ports: opened.servers.flatMap(portOf),
      controlUrl: control.url,
      logFile,
    },
    target: localFileOf(hub),
    close: async () => {
      control.close();
      await hub.close();
      closeSync(log);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A server through which test processes control the functions of this process. */
const startControl = async ({ stack }: Hub) => {
  const verbs: Record<string, (name: string, event: unknown) => unknown> = {
    "/invoke": stack.invokeFunction,
    "/restart": stack.restartFunction,
    "/kill": stack.killFunction,
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { name, event } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    try {
      const verb = verbs[request.url ?? ""];
      if (!verb) throw new Error(`The hub under test cannot ${request.url}.`);
      const result = await verb(name, event);
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

/** Records every server that begins to listen in this process. */
const noteServers = () => {
  const servers: Server[] = [];
  const channel = "tracing:net.server.listen:asyncEnd";
  const note = (message: unknown) => servers.push(Object(message).server);
  subscribe(channel, note);
  return { servers, stop: () => void unsubscribe(channel, note) };
};

/** The server's port. Empty: the server is closed, or listens on no port. */
const portOf = (server: Server): number[] => {
  const address = server.address();
  return address === null || typeof address === "string" ? [] : [address.port];
};
