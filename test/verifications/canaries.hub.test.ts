import { readFileSync } from "node:fs";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { newTenant, running, simulator, tables } from "../support/hub/hub.ts";
import { begin, check, codeAt, eventsOf, forgetSends, otherThan, policyPath } from "./verification-client.ts";

/** So long that no id, time or count contains a code by chance. */
const codeLength = 10;

const everyRow = async (): Promise<string> => {
  const texts: string[] = [];
  for (const TableName of Object.values(running.tables)) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await tables.send(
        new ScanCommand({ TableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
      );
      texts.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
      start = page.LastEvaluatedKey;
    } while (start);
  }
  return texts.join("\n");
};

const everyQueue = async (): Promise<string> => {
  const sqs = new SQSClient({
    endpoint: running.sqsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const bodies: string[] = [];
  for (const QueueUrl of Object.values(running.queues)) {
    // A visibility timeout of zero, so that other consumers get the message too.
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, WaitTimeSeconds: 0 }),
    );
    bodies.push(...Messages.map(({ Body = "" }) => Body));
  }
  sqs.destroy();
  return bodies.join("\n");
};

test("startVerification leaves no code in any table, queue, log, event or answer (invariants 13, 17)", async () => {
  const tenant = await newTenant();
  await tenant.api.patch(policyPath, { codeLength });
  const codes: string[] = [];
  const answers: unknown[] = [];
  const numbers: string[] = [];
  const keep = async (answer: Promise<{ body: unknown }>) => answers.push((await answer).body);

  const approved = await begin(tenant, { locale: "es", webOrigin: "example.com" });
  await keep(check(tenant.api, approved.id, approved.code));
  const wrong = await begin(tenant);
  for (let attempt = 0; attempt < 6; attempt++) await keep(check(tenant.api, wrong.id, otherThan(wrong.code)));
  const resent = await begin(tenant);
  await forgetSends(tenant, resent.id);
  await keep(tenant.api.post(`/v1/verifications/${resent.id}/resend`, {}));
  await keep(check(tenant.api, resent.id, resent.code));
  const canceled = await begin(tenant);
  await keep(tenant.api.post(`/v1/verifications/${canceled.id}/cancel`));
  const lost = await begin(tenant, { to: await lostNumber() });
  codes.push(await codeAt(resent.to, 2));
  for (const { code, to, id } of [approved, wrong, resent, canceled, lost]) {
    codes.push(code);
    numbers.push(to);
    await keep(tenant.api.get(`/v1/verifications/${id}`));
  }
  await keep(tenant.api.get("/v1/verifications"));
  await eventsOf(tenant.api, approved.id);
  await keep(tenant.api.get("/v1/events"));
  await keep(tenant.api.get("/v1/messages"));
  await keep(tenant.api.get("/v1/audit-events"));
  await new Promise((resolve) => setTimeout(resolve, 1_000));

  const [rows, queues] = await Promise.all([everyRow(), everyQueue()]);
  const logs = readFileSync(running.logFile, "utf8");
  const answerText = JSON.stringify(answers);
  expect(rows).toContain(approved.id);
  expect(logs).toContain(approved.id);
  expect(codes).toHaveLength(6);
  for (const code of codes) {
    expect(code).toHaveLength(codeLength);
    for (const [where, text] of Object.entries({ rows, queues, logs, answers: answerText }))
      expect(text.includes(code), `a code among the ${where}`).toBe(false);
  }
  for (const number of numbers)
    for (const text of [logs, answerText, queues]) expect(text.includes(number.slice(1))).toBe(false);
}, 60_000);

/** A new number, to which the next provider call gets no answer. */
const lostNumber = async (): Promise<string> => {
  const to = `+1415${Math.floor(2_000_000 + Math.random() * 7_999_999)}`;
  await simulator.fault({ match: { to }, kind: "lost-response" });
  return to;
};
