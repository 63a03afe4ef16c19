import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { forgetClients } from "../../../shared/aws/one-client.ts";
import { variables } from "../../../shared/kernel/config.ts";
import { type MessageId, newId, type Scope } from "../../../shared/kernel/ids.ts";
import { waits } from "../../../shared/kernel/timeouts-and-waits.ts";
import { createMessage } from "../../../shared/messages/message-writes.ts";
import { type Outbound, outboundMessage } from "../../../shared/messages/planning/plan-message.ts";
import { claimAndSend } from "../../../shared/messages/sending/claim-and-send.ts";
import { preparedSender } from "../../../shared/messages/sending/hand-over.ts";
import { dispatchSend } from "../../../shared/messages/waiting/dispatch.ts";
import { createTables, tableNamed } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
let lossy: Server;
interface Fault {
  call: "PutItem" | "UpdateItem";
  /** `lost`: the proxy drops the answer. `silent`: the proxy never answers. */
  kind: "lost" | "silent";
  left: number;
}

/** The fault for the next claiming calls. */
const fault: Fault = { call: "PutItem", kind: "lost", left: 0 };

const startLossy = async (database: string): Promise<string> => {
  lossy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(database, { method: "POST", headers, body: Buffer.concat(chunks) });
    const body = Buffer.from(await answer.arrayBuffer());
    const isClaim = headers["x-amz-target"]?.endsWith(`.${fault.call}`) === true && fault.left > 0;
    if (!isClaim) return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
    fault.left -= 1;
    if (fault.kind === "lost") request.socket.destroy();
  });
  await new Promise<void>((resolve) => lossy.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(lossy.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  process.env[variables.logLevel] = "ERROR";
  store = await startTableStore(startLossy);
  await createTables(["tenants", "messages", "optOuts"]);
});
afterAll(async () => {
  lossy.closeAllConnections();
  lossy.close();
  await store.close();
});

const scope = "ten_lost" as Scope;

const outbound: Outbound = {
  ...{ to: "+15005550006", channel: "sms", body: "Hello", mediaUrls: [], metadata: {} },
  ...{ userId: null, actingUserId: null },
  ...{ providerConfig: null, isTest: true, sender: undefined, sendAt: undefined, validitySeconds: undefined },
  ...{ template: undefined, contentSid: undefined, contentVariables: undefined, resendOf: undefined },
};

const newMessage = () => outboundMessage({ scope, id: newId("message") as MessageId, requestId: "request" }, outbound);

const stored = async (id: string) =>
  (
    await dynamodb().send(
      new GetCommand({ TableName: tableNamed("messages"), Key: { pk: `${scope}#${id}` }, ConsistentRead: true }),
    )
  ).Item;

describe("dispatchSend whose claim gets no answer", () => {
  test("gives the claim up, so that the next delivery finds the message queued", async () => {
    const message = { ...newMessage(), status: "queued", claimToken: "", leaseUntil: 0 } as const;
    await createMessage(message, null);
    Object.assign(fault, { call: "UpdateItem", kind: "lost", left: 3 });
    const task = { kind: "send", scope, messageId: message.id } as const;
    await expect(dispatchSend(task, { remaining: () => 60_000, requestId: "worker" })).rejects.toThrow();
    expect(fault.left).toBe(0);
    expect(await stored(message.id)).toMatchObject({ status: "queued", claimToken: "" });
  });
});

/** Runs a step with a client that waits this long for an answer, in milliseconds. */
const withRequestTimeout = async (awsRequest: number, step: () => Promise<void>): Promise<void> => {
  const before = { ...waits() };
  Object.assign(waits(), { awsRequest });
  forgetClients();
  try {
    await step();
  } finally {
    Object.assign(waits(), before);
    forgetClients();
  }
};

describe("claimAndSend whose claim gets no answer (invariant 3)", () => {
  test("recognises its own claim when a retry finds it", async () => {
    Object.assign(fault, { call: "PutItem", kind: "lost", left: 1 });
    const message = newMessage();
    const sent = await claimAndSend(message, null, await preparedSender(null, true));
    expect(sent).toMatchObject({ replayed: false, message: { id: message.id } });
  });

  test.each(["lost", "silent"] as const)(
    "removes the claim when all answers are %s, so that a retry can send",
    async (kind) => {
      const message = newMessage();
      const sender = await preparedSender(null, true);
      Object.assign(fault, { call: "PutItem", kind, left: 3 });
      await withRequestTimeout(1_500, () => expect(claimAndSend(message, null, sender)).rejects.toThrow());
      // On a busy machine an attempt may time out before it reaches the proxy.
      expect(fault.left).toBeLessThan(3);
      fault.left = 0;
      expect(await stored(message.id)).toBeUndefined();
      const again = await claimAndSend({ ...message, claimToken: "another" }, null, sender);
      expect(again).toMatchObject({ replayed: false });
      expect(await stored(message.id)).toMatchObject({ claimToken: "another" });
    },
    30_000,
  );
});
