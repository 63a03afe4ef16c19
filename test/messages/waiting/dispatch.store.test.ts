import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { variables } from "../../../shared/kernel/config.ts";
import { type MessageId, newId, type Scope } from "../../../shared/kernel/ids.ts";
import { createMessage } from "../../../shared/messages/message-writes.ts";
import { type Outbound, outboundMessage } from "../../../shared/messages/planning/plan-message.ts";
import { handOverMilliseconds } from "../../../shared/messages/sending/hand-over.ts";
import { settle } from "../../../shared/messages/settling/settle.ts";
import { dispatchSend } from "../../../shared/messages/waiting/dispatch.ts";
import { type RecordingQueue, startRecordingQueue } from "../../support/recording-queue.ts";
import { createTables, tableNamed } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
let queue: RecordingQueue;
beforeAll(async () => {
  process.env[variables.logLevel] = "ERROR";
  store = await startTableStore();
  queue = await startRecordingQueue();
  await createTables(["tenants", "messages", "optOuts"]);
});
beforeEach(() => {
  queue.taken.length = 0;
});
afterAll(async () => {
  queue.close();
  await store.close();
});

const scope = "ten_dispatch" as Scope;
const outbound: Outbound = {
  ...{ to: "+15005550006", channel: "sms", body: "Private words", mediaUrls: [], metadata: {} },
  ...{ userId: null, actingUserId: null },
  ...{ providerConfig: null, isTest: true, sender: undefined, sendAt: undefined, validitySeconds: undefined },
  ...{ template: undefined, contentSid: undefined, contentVariables: undefined, resendOf: undefined },
};
const claimed = () => outboundMessage({ scope, id: newId("message") as MessageId, requestId: "request" }, outbound);

const stored = async (id: string) =>
  (
    await dynamodb().send(
      new GetCommand({ TableName: tableNamed("messages"), Key: { pk: `${scope}#${id}` }, ConsistentRead: true }),
    )
  ).Item;

test("dispatchSend claims nothing when a provider call no longer fits, and queues the message again (invariant 4)", async () => {
  const message = { ...claimed(), status: "queued", claimToken: "", leaseUntil: 0 } as const;
  await createMessage(message, null);
  const task = { kind: "send", scope, messageId: message.id } as const;
  await dispatchSend(task, { remaining: () => handOverMilliseconds() + 1_000, requestId: "late" });
  expect(await stored(message.id)).toMatchObject({ status: "queued", claimToken: "" });
  expect(queue.taken.map(({ MessageBody }) => JSON.parse(MessageBody))).toEqual([task]);
  await dispatchSend(task, { remaining: () => handOverMilliseconds() + 10_000, requestId: "in time" });
  expect(await stored(message.id)).toMatchObject({ status: "accepted" });
});

test("dispatchSend hands a message over once although its task is delivered four times (invariant 1)", async () => {
  const message = { ...claimed(), status: "queued", claimToken: "", leaseUntil: 0 } as const;
  await createMessage(message, null);
  const task = { kind: "send", scope, messageId: message.id } as const;
  const deliver = () => dispatchSend(task, { remaining: () => 60_000, requestId: "worker" });
  await Promise.all([deliver(), deliver(), deliver()]);
  await deliver();
  // Each acceptance in test mode queues the statuses that follow it.
  expect(queue.taken.map(({ MessageBody }) => JSON.parse(MessageBody).kind)).toEqual(["testStatus"]);
});

test("settle queues a throttled message by its id, without its number or its text (invariant 5)", async () => {
  const message = claimed();
  await createMessage(message, null);
  const error = { code: "rate_limited", message: "Later", providerCode: null, retryable: true } as const;
  await settle(message, { kind: "throttled", error, retryAfterSeconds: 1 }, { source: "api", requestId: "request" });
  const [queued] = queue.taken;
  expect(queued?.MessageBody).toContain(message.id);
  expect(queued?.MessageBody).not.toContain(message.to.slice(1));
  expect(queued?.MessageBody).not.toContain("Private");
});
