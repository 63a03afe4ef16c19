import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  invoke,
  newNumber,
  newTenant,
  running,
  simulator,
  type TestTenant,
  tables,
} from "../support/hub/hub.ts";
import { type LoggedLine, linesWith } from "./logged-lines.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const send = async (to: string) => {
  const answer = await tenant.api.post("/v1/messages", { to, body: "followed" });
  return { id: String(answer.body.id), requestId: answer.headers.get("x-request-id") ?? "" };
};

const untilFinal = (id: string) =>
  eventually(
    async () => (await tenant.api.get(`/v1/messages/${id}`)).body,
    ({ isFinal }) => isFinal,
    20_000,
  );

/** Waits for a certain last log line, because a function may log after its writes are visible. Returns the request's log lines. */
const linesUntil = (requestId: string, last: RegExp): Promise<LoggedLine[]> =>
  eventually(
    async () => linesWith(requestId),
    (lines) => steps(lines).some((step) => last.test(step)),
  );

const steps = (lines: readonly LoggedLine[]): string[] =>
  lines.map(({ by, code, status, outcome }) => [by, code, status ?? outcome].filter(Boolean).join(" "));

describe("logs with the request id of sendMessage's answer", () => {
  test("include the send, the provider's id and the callbacks", async () => {
    const { id, requestId } = await send(newNumber());
    const { providerMessageId } = await untilFinal(id);
    const lines = await linesUntil(requestId, /message-status message_status delivered$/);
    // A callback may overtake the create's answer, which then changes nothing and logs no status.
    expect(steps(lines)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/send-message message_sent accepted$/),
        expect.stringMatching(/message-status message_status sent$/),
        expect.stringMatching(/message-status message_status delivered$/),
      ]),
    );
    expect(lines.find(({ code }) => code === "message_sent")).toMatchObject({ providerMessageId });
    for (const line of lines) expect(line.messageId ?? id).toBe(id);
  });

  test("include the wait, the queue's worker and the callbacks of a throttled message", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", times: 2, retryAfterSeconds: 1 });
    const { id, requestId } = await send(to);
    expect(await untilFinal(id)).toMatchObject({ status: "delivered" });
    const lines = await linesUntil(requestId, /message-status message_status delivered$/);
    expect(steps(lines)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/send-message message_sent throttled$/),
        expect.stringMatching(/send-message message_requeued/),
        expect.stringMatching(/dispatch-messages message_sent throttled$/),
        expect.stringMatching(/dispatch-messages message_sent accepted$/),
        expect.stringMatching(/message-status message_status delivered$/),
      ]),
    );
    const later = lines.filter(({ requestId: own }) => own !== requestId);
    expect(later.length).toBeGreaterThan(2);
    for (const line of later) expect(line).toMatchObject({ correlationId: requestId, messageId: id });
  });

  test("include the sweeper's look-up of a lost message", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "error-before" });
    const { id, requestId } = await send(to);
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.messages,
        Key: { pk: `${tenant.id}#${id}` },
        UpdateExpression: "SET checkAt = :past, validUntil = :past, #status = :queued",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":past": Date.now() - 1000, ":queued": "queued" },
      }),
    );
    await invoke("sweep-messages");
    expect(steps(linesWith(requestId))).toContainEqual(expect.stringMatching(/sweep-messages message_status expired$/));
  });

  test("include a failed attempt of the worker, even when the message cannot be read", async () => {
    const correlationId = `request-${crypto.randomUUID()}`;
    // A DynamoDB key cannot be that long, so the read fails. Unknown fields in a task, from a newer release, are accepted.
    const task = { kind: "send", scope: tenant.id, messageId: "x".repeat(3_000), correlationId, newer: true };
    const answer = await invoke("dispatch-messages", { Records: [{ messageId: "1", body: JSON.stringify(task) }] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
    expect(linesWith(correlationId)).toMatchObject([
      // The function cannot return a claim either.
      { code: "store_unavailable", tenantId: tenant.id },
      { code: "queue_message_failed", tenantId: tenant.id, QueueFailures: 1 },
    ]);
  });
});

describe("metrics in the functions' logs", () => {
  const metricsIn = (lines: readonly LoggedLine[], name: string) => lines.filter((line) => name in line);

  test("count a send once, by provider and outcome, with the provider's time", async () => {
    const { id, requestId } = await send(newNumber());
    await untilFinal(id);
    const lines = await linesUntil(requestId, /message-status message_status delivered$/);
    const [line, ...others] = metricsIn(lines, "Sends");
    expect(others).toEqual([]);
    expect(line).toMatchObject({ environment: "dev", provider: "twilio", outcome: "accepted", Sends: 1 });
    expect(line?.ProviderLatency).toBeGreaterThan(0);
    expect(metricsIn(lines, "StatusCallbacks").map(({ status }) => status)).toEqual(["sent", "delivered"]);
  });

  test("count lookups as paid, then as cached", async () => {
    const number = newNumber();
    const ids = [];
    for (let times = 0; times < 2; times += 1)
      ids.push((await tenant.api.post("/v1/lookups", { number })).headers.get("x-request-id") ?? "");
    const outcomes = ids.flatMap((id) => metricsIn(linesWith(id), "Lookups").map(({ outcome }) => outcome));
    expect(outcomes).toEqual(["paid", "cached"]);
  });

  test("count a refused credential, a forged webhook and a sweep", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "reject", status: 401, code: 20003, message: "Authenticate" });
    const { requestId } = await send(to);
    expect(metricsIn(linesWith(requestId), "CredentialsRefused")).toMatchObject([{ provider: "twilio" }]);
    const forged = await fetch(`${tenant.config.webhookUrls.status}/${tenant.id}/msg_x`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "forged" },
      body: "MessageStatus=sent",
    });
    expect(forged.status).toBe(403);
    expect(metricsIn(linesWith(tenant.config.id), "WebhookRejects").at(-1)).toMatchObject({
      problem: "webhook_rejected",
    });
    await invoke("sweep-messages");
    // sweep-batches also runs on its schedule, and counts only sweeps.
    expect(metricsIn(linesWith("sweep_finished"), "StillUnknown").at(-1)).toMatchObject({ Sweeps: 1 });
  });
});
