import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { kill, newTenant, running, simulator, tables } from "../../support/hub.ts";
import { endLeases } from "../end-leases.ts";
import { lineOf, runFaulty } from "../fault-injection.ts";
import { sumOf } from "../numbers.ts";

const sqs = new SQSClient({
  endpoint: running.sqsEndpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

/** About a minute of two processors; a machine that does other things beside it takes its time. */
test("5,000 recipients under throttles, errors, lost answers, killed workers and doubled deliveries: nobody lost, nobody twice", async () => {
  const tenant = await newTenant();
  const verdict = await runFaulty({
    api: tenant.api,
    tenantId: tenant.id,
    accountSid: tenant.twilio.accountSid,
    simulator,
    sqs,
    rangesQueueUrl: running.queues.ranges ?? "",
    seed: Number(process.env.SEED ?? 1),
    recipients: 5_000,
    callbacks: 0.1,
    killWorker: () => kill("run-batch-ranges"),
    kills: 1,
    endLeases: (batchId) => endLeases(tables, running.tables.messages ?? "", batchId),
    timeoutMs: 280_000,
  });
  console.log(`${lineOf(verdict)}; ${verdict.messagesPerSecond} msg/s ${JSON.stringify(verdict.counts)}`);
  expect(verdict).toMatchObject({ status: "completed", terminal: 5_000, lost: 0, dup: 0 });
  expect(sumOf(verdict.counts)).toBe(5_000);
  expect(verdict.unknown).toBeLessThanOrEqual(verdict.injected);
  const { total } = await simulator.count({ accountSid: tenant.twilio.accountSid });
  expect(total).toBeGreaterThanOrEqual(verdict.counts.accepted ?? 0);
}, 300_000);
