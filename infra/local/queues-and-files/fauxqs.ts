import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { refuseStranger } from "@phonehub/simulators/refuse-strangers";
import { buildApp } from "fauxqs";
import * as z from "zod";
// The package takes its stores as an option, but does not export their classes. Its version is pinned, because 2.0 needs Node.js 22.
import { S3Store } from "../../../node_modules/fauxqs/dist/s3/s3Store.js";
import { SnsStore } from "../../../node_modules/fauxqs/dist/sns/snsStore.js";
import { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { region } from "../template/pseudo-parameters.ts";
import { keepObjects } from "./durable-objects.ts";
import { keepQueues } from "./durable-queues.ts";
import { openMessageLog } from "./message-log.ts";
import { changedSince, failed, noSuchKey, type Refusal, refusalOf, refusalXml, tooLarge } from "./signed-request.ts";

export interface QueueServer {
  /** Serves SQS and S3. */
  endpoint: string;
  queueUrl: (name: string) => string;
  close: () => Promise<void>;
}

interface Reply {
  raw: ServerResponse;
  hijack: () => void;
}

/**
 * The content type that objects get for fauxqs. By their own type it would take some objects for a form or a request to SQS, and fail. Its
 * own size limit is 11 MiB.
 */
const anyBytes = "application/octet-stream";
const maximumObjectBytes = 1024 ** 3;
/** The original content types of requests for objects. */
const contentTypes = new WeakMap<IncomingMessage, string | undefined>();

/** The object that a request is for, with its key as in the URL. Undefined if the request is for a bucket or a queue. */
function objectOf({ url = "/" }: IncomingMessage, store: S3Store): { bucket: string; key: string } | undefined {
  const [, bucket = "", key = ""] = /^\/([^/?]+)\/([^?]+)/.exec(url) ?? [];
  return key !== "" && store.hasBucket(bucket) ? { bucket, key } : undefined;
}

/** S3's refusal to overwrite an object that is not the version in `If-Match`, else null. fauxqs itself ignores that header. */
function refusalToReplace(raw: IncomingMessage, store: S3Store): Refusal | null {
  const expected = raw.headers["if-match"];
  const object = objectOf(raw, store);
  if (raw.method !== "PUT" || expected === undefined || !object) return null;
  const { bucket, key } = object;
  try {
    return store.headObject(bucket, decodeURIComponent(key)).etag === expected ? null : changedSince;
  } catch (error) {
    if (Object(error).code === noSuchKey.code) return noSuchKey;
    throw error;
  }
}

/** Reads the request to its end, then refuses it: to the caller, an earlier answer would look like a reset connection. */
async function refuse(raw: IncomingMessage, reply: Reply, refusal: Refusal): Promise<void> {
  reply.hijack();
  raw.resume();
  if (!raw.complete) await once(raw, "end");
  const requestId = randomUUID().replaceAll("-", "").toUpperCase().slice(0, 16);
  reply.raw
    .writeHead(refusal.status, { "content-type": "application/xml", "x-amz-request-id": requestId })
    .end(refusalXml(refusal, requestId));
}

const WithQueueUrl = z.looseObject({ QueueUrl: z.string() });

/**
 * Serves SQS and S3 on one local port, with its data in `dataDir` or in memory. fauxqs uses queue URLs of the form
 * `http://sqs.<region>.localhost:<port>/…`. That name does not resolve everywhere, so this translates every QueueUrl in both directions.
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
    // The schema would take each byte for a member.
    if (Buffer.isBuffer(payload)) return payload;
    const parsed = WithQueueUrl.safeParse(payload);
    return parsed.success ? { ...parsed.data, QueueUrl: parsed.data.QueueUrl.replace(from, to) } : payload;
  };
  app.addHook("onRequest", async ({ raw }: { raw: IncomingMessage }, reply: Reply) => {
    if (refuseStranger(raw, reply.raw, { port: ownPort, network })) return reply.hijack();
    if (!objectOf(raw, stores.s3Store)) return;
    const refusal = refusalOf(raw, `127.0.0.1:${ownPort}`, Date.now());
    if (refusal) return await refuse(raw, reply, refusal);
    contentTypes.set(raw, raw.headers["content-type"]);
    raw.headers["content-type"] = anyBytes;
  });
  app.addContentTypeParser(
    anyBytes,
    { parseAs: "buffer", bodyLimit: maximumObjectBytes },
    (_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
  );
  app.addHook("preHandler", async (request: { raw: IncomingMessage; body: unknown }, reply: Reply) => {
    if (!contentTypes.has(request.raw)) {
      request.body = translate(request.body, outside, inside);
      return;
    }
    request.raw.headers["content-type"] = contentTypes.get(request.raw);
    // An empty object has no body.
    if (request.raw.method === "PUT") request.body ??= Buffer.alloc(0);
    const refusal = refusalToReplace(request.raw, stores.s3Store);
    if (refusal) await refuse(request.raw, reply, refusal);
  });
  app.setErrorHandler(async (error: unknown, request: { raw: IncomingMessage }, reply: Reply) => {
    if (!contentTypes.has(request.raw)) throw error;
    await refuse(request.raw, reply, Object(error).statusCode === 413 ? tooLarge : failed);
  });
  app.addHook("preSerialization", async (_request: unknown, _reply: unknown, payload: unknown) =>
    translate(payload, inside, outside),
  );
  await app.listen({ port, host: network.bind });
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("The system assigned no port.");
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
