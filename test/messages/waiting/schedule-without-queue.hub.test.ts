import { createServer } from "node:http";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf } from "../../../shared/identity/caller.ts";
import { tableVariables, variables } from "../../../shared/kernel/config.ts";
import { removeClaim } from "../../../shared/messages/message-writes.ts";
import { send } from "../../../shared/messages/sending/send.ts";
import { eventually, invoke, newNumber, newTenant, running, tables } from "../../support/hub/hub.ts";

/** A queue that refuses every message, and a KMS that returns one MAC for every request. */
let refusals = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const isKms = String(request.headers["x-amz-target"]).startsWith("TrentService");
    if (!isKms) refusals += 1;
    response.writeHead(isKms ? 200 : 400, { "content-type": "application/x-amz-json-1.0" });
    const refusal = { __type: "com.amazonaws.sqs#InvalidSecurity", message: "Not now" };
    response.end(JSON.stringify(isKms ? { Mac: Buffer.alloc(32).toString("base64") } : refusal));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const own = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  Object.assign(process.env, {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: running.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: own,
    AWS_ENDPOINT_URL_KMS: own,
    QUEUE_DISPATCH: `${own}/000000000000/dispatch`,
    [variables.environment]: "dev",
    [variables.numberHashKey]: "key",
  });
  for (const [name, variable] of Object.entries(tableVariables)) process.env[variable] = running.tables[name];
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** A caller with a test key of a new tenant. */
const newCaller = async () => {
  const tenant = await newTenant();
  const context = { tenantId: tenant.id, mode: "test", keyId: "k", permissions: "send_messages" } as const;
  const caller = callerOf(context, crypto.randomUUID(), "sendMessage");
  if (!caller) throw new Error("No caller");
  return caller;
};

test("sendMessage with sendAt stores a message that it cannot queue, and the sweeper sends it (invariant 26)", async () => {
  const caller = await newCaller();
  const sendAt = new Date(Date.now() + 1_000).toISOString();
  const request = { to: newNumber(), body: "later", channel: "sms", sendAt } as const;
  const { message } = await send(caller, request, { operation: "sendMessage", key: null, body: request });
  expect(message.status).toBe("scheduled");
  expect(refusals).toBeGreaterThan(0);
  await invoke("sweep-messages");
  const Key = { pk: `${message.scope}#${message.id}` };
  const row = await eventually(
    async () => (await tables.send(new GetCommand({ TableName: running.tables.messages, Key }))).Item,
    (item) => item?.status === "delivered",
    10_000,
  );
  expect(row?.status).toBe("delivered");
});

test("removeClaim keeps a scheduled message that another request with its idempotency key already returned", async () => {
  const caller = await newCaller();
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const request = { to: newNumber(), body: "later", channel: "sms", sendAt } as const;
  const idempotency = { operation: "sendMessage", key: "once", body: request };
  const first = await send(caller, request, idempotency);
  const second = await send(caller, request, idempotency);
  expect(second).toMatchObject({ replayed: true, message: { id: first.message.id, status: "scheduled" } });
  // The first request does this when all answers to its create are lost.
  await removeClaim(first.message);
  const Key = { pk: `${first.message.scope}#${first.message.id}` };
  const { Item } = await tables.send(new GetCommand({ TableName: running.tables.messages, Key, ConsistentRead: true }));
  expect(Item?.status).toBe("scheduled");
});
