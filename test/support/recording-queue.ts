import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type QueueName, queueVariables } from "../../shared/kernel/config.ts";

/** A message as the client sent it. */
export interface SentMessage {
  queue: string;
  MessageBody: string;
  MessageGroupId?: string;
  DelaySeconds?: number;
}

export interface RecordingQueue {
  /** The accepted messages, oldest first. */
  taken: SentMessage[];
  /** Sets which messages the queue refuses from now on. At first it refuses none. */
  refuse: (which: (message: SentMessage) => boolean) => void;
  close: () => void;
}

/** An SQS in place of all of the hub's queues. It keeps the messages that it receives, and delivers none. */
export const startRecordingQueue = async (): Promise<RecordingQueue> => {
  const taken: SentMessage[] = [];
  let isRefused = (_message: SentMessage): boolean => false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { QueueUrl, Entries, ...single } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const queue = String(QueueUrl).split("/").at(-1) ?? "";
    const messages: SentMessage[] = (Entries ?? [single]).map((entry: object) => ({ queue, ...entry }));
    const refused = messages.some(isRefused);
    if (!refused) taken.push(...messages);
    const receipts = (Entries ?? [single]).map(({ Id, MessageBody }: { Id?: string; MessageBody: string }) => {
      const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
      return { Id, MessageId: crypto.randomUUID(), MD5OfMessageBody };
    });
    // One of the few errors that the SDK does not retry.
    const refusal = { __type: "com.amazonaws.sqs#InvalidSecurity", message: "Not now" };
    response.writeHead(refused ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(refused ? refusal : Entries ? { Successful: receipts, Failed: [] } : receipts[0]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  Object.assign(process.env, { ...credentials, AWS_ENDPOINT_URL_SQS: endpoint });
  for (const [name, variable] of Object.entries(queueVariables) as [QueueName, string][])
    process.env[variable] = `${endpoint}/000000000000/${name}`;
  return {
    taken,
    refuse: (which) => {
      isRefused = which;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
