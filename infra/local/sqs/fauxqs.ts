import { buildApp } from "fauxqs";
import * as z from "zod";
import { region } from "../template/pseudo-parameters.ts";

export interface QueueServer {
  /** Serves SQS and S3. */
  endpoint: string;
  queueUrl: (name: string) => string;
  close: () => Promise<void>;
}

const WithQueueUrl = z.looseObject({ QueueUrl: z.string() });

/**
 * SQS and S3 in memory on one loopback port. fauxqs calls its queues `http://sqs.<region>.localhost:<port>/…`, a
 * name that does not resolve everywhere, so every QueueUrl is translated on its way in and out.
 */
export async function startQueueServer(port = 0): Promise<QueueServer> {
  const app = buildApp({ logger: false, defaultRegion: region });
  let outside = "";
  let inside = "";
  const translate = (payload: unknown, from: string, to: string): unknown => {
    const parsed = WithQueueUrl.safeParse(payload);
    return parsed.success ? { ...parsed.data, QueueUrl: parsed.data.QueueUrl.replace(from, to) } : payload;
  };
  app.addHook("preHandler", async (request: { body: unknown }) => {
    request.body = translate(request.body, outside, inside);
  });
  app.addHook("preSerialization", async (_request: unknown, _reply: unknown, payload: unknown) =>
    translate(payload, inside, outside),
  );
  const address = new URL(await app.listen({ port, host: "127.0.0.1" }));
  outside = `http://127.0.0.1:${address.port}/`;
  inside = `http://sqs.${region}.localhost:${address.port}/`;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    queueUrl: (name) => `${outside}000000000000/${name}`,
    close: () => app.close(),
  };
}
