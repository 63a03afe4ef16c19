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

/** Where a hub under test listens, and what it is called inside. Plain data: test processes get it from the one that started the hub. */
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
  /** Every port that the hub's own process listens on, whatever for. */
  ports: number[];
  /** Runs, restarts and kills functions: see `invoke`, `restart` and `kill` in hub-connection.ts. */
  controlUrl: string;
  /** Every line the functions wrote. */
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
  /** The same as `npm start` writes to its file: the end-to-end tests know the hub by nothing else. */
  target: TargetInput;
  close: () => Promise<void>;
}

/** Starts a hub in memory, with everything that a test needs to reach into it. */
export const startRunningHub = async (options: HubOptions = {}): Promise<StartedHub> => {
  const folder = mkdtempSync(join(tmpdir(), "phonehub-test-"));
  const logFile = join(folder, "functions.log");
  const log = openSync(logFile, "a");
  const opened = noteServers();
  const hub = await startHub({
    statusDelayMs: 20,
    // Most tests are about something else than who wrote first.
    keepsWhatsAppWindow: false,
    onLog(line, functionName) {
      writeSync(log, `${functionName} ${line}\n`);
      // Why a test was answered 500.
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

/** Tests run in processes of their own; this lets them reach into the one that holds the functions. */
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

/** Notes each server that begins to listen in this process, so that none is overlooked. */
const noteServers = () => {
  const servers: Server[] = [];
  const channel = "tracing:net.server.listen:asyncEnd";
  const note = (message: unknown) => servers.push(Object(message).server);
  subscribe(channel, note);
  return { servers, stop: () => void unsubscribe(channel, note) };
};

/** None: it is closed by now, or listens on no port. */
const portOf = (server: Server): number[] => {
  const address = server.address();
  return address === null || typeof address === "string" ? [] : [address.port];
};
