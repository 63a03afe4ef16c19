import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Hub, startHub } from "../../infra/local/hub.ts";
import { localFileOf } from "../../infra/local/local-file.ts";
import { isRuntimeError } from "../../infra/local/log-output.ts";

/** What the tests need of the hub that runs beside them. */
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
  /** Runs, restarts and kills functions: see `invoke`, `restart` and `kill` in hub.ts. */
  controlUrl: string;
  /** Every line the functions wrote. */
  logFile: string;
}

declare module "vitest" {
  interface ProvidedContext {
    hub: RunningHub;
  }
}

/** One hub for the whole test run, in memory; the tests keep apart by tenants and numbers of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "phonehub-test-"));
  const logFile = join(folder, "functions.log");
  const hub = await startHub({
    statusDelayMs: 20,
    onLog(line, functionName) {
      appendFileSync(logFile, `${functionName} ${line}\n`);
      // Why a test was answered 500.
      if (isRuntimeError(line)) console.error(functionName, line);
    },
  });
  const control = await startControl(hub);
  const { stack, demo, oidc } = hub;
  // The same file `npm start` writes: the end-to-end cases know the hub by nothing else.
  project.provide("target", localFileOf(hub));
  project.provide("hub", {
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
    controlUrl: control.url,
    logFile,
  });
  return async () => {
    control.close();
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The tests run in processes of their own; this lets them reach into the one that holds the functions. */
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
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
};
