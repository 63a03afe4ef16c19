import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { receivedMessage } from "../../shared/messages/receiving/received-message.ts";
import { storeReceived } from "../../shared/messages/receiving/received-message-writes.ts";

/** Answers like DynamoDB while another transaction holds an item, then accepts the write. Answers KMS requests with a fixed MAC. */
const refusals: string[] = [];
let writes = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const isMac = String(request.headers["x-amz-target"]).endsWith("GenerateMac");
    if (!isMac) writes += 1;
    const Code = isMac ? undefined : refusals.shift();
    response.writeHead(Code ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    const type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    const canceled = { __type: type, CancellationReasons: [{ Code }, { Code: "None" }] };
    response.end(JSON.stringify(Code ? canceled : isMac ? { Mac: Buffer.alloc(32).toString("base64") } : {}));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_KMS: endpoint,
    KMS_NUMBER_HASH_KEY: "key",
    TABLE_MESSAGES: "messages",
    TABLE_OPT_OUTS: "optOuts",
  });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const takeStop = async () => {
  const [From, To] = ["+14155552671", "+14155550100"];
  const message = await receivedMessage({
    scope: scopeOf("ten_a" as TenantId, "live"),
    providerConfig: { id: "cfg_a", tenantId: "ten_a" as TenantId, ownerUserId: null, provider: "twilio" },
    posted: {
      providerMessageId: `SM${"0".repeat(32)}`,
      channel: "sms",
      from: From,
      number: From,
      writtenAs: null,
      isNameless: false,
      to: To,
      senders: [To],
      body: "STOP",
      mediaTypes: [],
      verdict: undefined,
    },
    requestId: "request",
  });
  writes = 0;
  return storeReceived(message, { wish: { kind: "stop", keyword: "STOP" }, number: From, senders: [To] });
};

test("storeReceived retries a STOP whose write conflicts with another transaction (invariant 7)", async () => {
  refusals.push("TransactionConflict", "TransactionConflict");
  expect(await takeStop()).toBe(true);
  expect(writes).toBe(3);
});

test("storeReceived does not retry a replayed message that is already stored (invariant 11)", async () => {
  refusals.push("ConditionalCheckFailed");
  expect(await takeStop()).toBe(false);
  expect(writes).toBe(1);
});
