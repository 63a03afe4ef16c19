import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { buildApp } from "fauxqs";
import * as z from "zod";
// The package names its stores in an option and does not export them. Its version is pinned: 2.0 needs Node.js 22.
import { S3Store } from "../../../node_modules/fauxqs/dist/s3/s3Store.js";
import { SnsStore } from "../../../node_modules/fauxqs/dist/sns/snsStore.js";
import { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { type LocalNetwork, loopback } from "../simulators/wire/local-network.ts";
import { refuseStranger } from "../simulators/wire/refuse-strangers.ts";
import { region } from "../template/pseudo-parameters.ts";
import { keepObjects } from "./durable-objects.ts";
import { keepQueues } from "./durable-queues.ts";
import { openMessageLog } from "./message-log.ts";

export interface QueueServer {
  /** Serves SQS and S3. */
  endpoint: string;
  queueUrl: (name: string) => string;
  close: () => Promise<void>;
}

const WithQueueUrl = z.looseObject({ QueueUrl: z.string() });

/**
 * SQS and S3 on one local port, in `dataDir` or else in memory. fauxqs calls its queues `http://sqs.<region>.localhost:<port>/…`, a
 * name that does not resolve everywhere, so every QueueUrl is translated on its way in and out.
 */
export async function startQueueServer({
  port = 0,
  network = loopback(),
  dataDir,
}: {
  port?: number;
  network?: LocalNetwork;
  dataDir?: string;
} = {}): Promise<QueueServer> {
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const log = dataDir === undefined ? undefined : openMessageLog(join(dataDir, "queues.log"));
  if (log) keepQueues(stores.sqsStore, log);
  if (dataDir !== undefined) keepObjects(stores.s3Store, join(dataDir, "buckets"));
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  let ownPort = port;
  let outside = "";
  let inside = "";
  const translate = (payload: unknown, from: string, to: string): unknown => {
    const parsed = WithQueueUrl.safeParse(payload);
    return parsed.success ? { ...parsed.data, QueueUrl: parsed.data.QueueUrl.replace(from, to) } : payload;
  };
  app.addHook(
    "onRequest",
    async (request: { raw: IncomingMessage }, reply: { raw: ServerResponse; hijack: () => void }) => {
      if (refuseStranger(request.raw, reply.raw, { port: ownPort, network })) reply.hijack();
    },
  );
  app.addHook("preHandler", async (request: { body: unknown }) => {
    request.body = translate(request.body, outside, inside);
  });
  app.addHook("preSerialization", async (_request: unknown, _reply: unknown, payload: unknown) =>
    translate(payload, inside, outside),
  );
  await app.listen({ port, host: network.bind });
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  ownPort = address.port;
  network.ports.add(ownPort);
  outside = `http://127.0.0.1:${ownPort}/`;
  inside = `http://sqs.${region}.localhost:${ownPort}/`;
  return {
    endpoint: `http://127.0.0.1:${ownPort}`,
    queueUrl: (name) => `${outside}000000000000/${name}`,
    async close() {
      network.ports.delete(ownPort);
      await app.close();
      log?.close();
    },
  };
}
