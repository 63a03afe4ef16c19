import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoredBatch } from "../../../shared/batches/batch.ts";
import { failRecipients } from "../../../shared/batches/ranges/end-recipients.ts";
import { sendWave } from "../../../shared/batches/ranges/send-wave.ts";
import { messageIdOf, type Recipient } from "../../../shared/batches/recipients.ts";
import { variables } from "../../../shared/kernel/config.ts";
import { newId, scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { dispatchFailed } from "../../../shared/messages/message-errors.ts";
import { readMessage } from "../../../shared/messages/message-reads.ts";
import { readRows } from "../../../shared/messages/reading/batch-message-reads.ts";
import { testMode } from "../../../shared/providers/test-mode/test-mode.ts";
import { rendererOf } from "../../../shared/templates/render.ts";
import { type RecordingQueue, startRecordingQueue } from "../../support/recording-queue.ts";
import { createTables } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
let queue: RecordingQueue;
beforeAll(async () => {
  process.env[variables.logLevel] = "SILENT";
  [store, queue] = await Promise.all([startTableStore(), startRecordingQueue()]);
  await createTables(["messages", "optOuts"]);
});
afterAll(async () => {
  process.env[variables.logLevel] = "ERROR";
  queue.close();
  await store.close();
});

const newBatch = (): StoredBatch => ({
  ...{ scope: scopeOf(newId("tenant") as TenantId, "test"), id: newId("batch"), status: "running", channel: "sms" },
  ...{ texts: { bodies: { "": "Hello {{name}}" }, defaultLocale: "" }, contentSid: null, contentVariables: {} },
  ...{ template: { id: newId("template"), version: 1, variables: {}, locale: null }, mediaUrls: [], sender: null },
  ...{ providerConfigId: null, configTenantId: null, provider: "test", isTest: true, country: "US", autoStart: true },
  ...{
    validitySeconds: null,
    actingUserId: null,
    pausedBy: null,
    isHeld: false,
    metadata: {},
    quietHours: null,
    total: 2,
    duplicates: 0,
    invalidCount: 0,
  },
  ...{ invalid: [], rangeCount: 1, doneRanges: 0, generation: 0, failure: null, resultsAt: null, isBeingStruck: false },
  ...{ struckAt: null, sendAt: null, createdAt: new Date().toISOString(), completedAt: null, requestId: "request" },
  ...{ fingerprint: null, source: { name: "list", format: "csv" } },
});

const recipientOf = async (batch: StoredBatch, to: string, own: Recipient["variables"]): Promise<Recipient> => ({
  id: await messageIdOf(batch, to),
  to,
  variables: own,
});

/** Recipients that the import refuses. A file that was written by hand or by an earlier release may still contain them. */
const cases: readonly (readonly [string, Recipient["variables"]])[] = [
  // DynamoDB's maximum is 400 KB per item.
  ["is too large for a row", { name: "Ada", more: "x".repeat(500_000) }],
  ["lacks a variable", {}],
];

const context = { remaining: () => 60_000, requestId: "visit" };

describe.each(cases)("recipient whose message %s (invariant 2):", (_what, own) => {
  test("sendWave() fails the recipient, and sends to the others", async () => {
    const batch = newBatch();
    const [bad, good] = await Promise.all([
      recipientOf(batch, "+14155550123", own),
      recipientOf(batch, "+14155550124", { name: "Ada" }),
    ]);
    const sending = {
      batch,
      providerConfig: null,
      sender: testMode().messages,
      render: batch.texts && rendererOf(batch.texts),
    };
    const open = [bad, good].map((recipient) => ({ recipient, row: undefined }));
    expect(await sendWave(sending, open, context)).toEqual([{ kind: "handled" }, { kind: "handled" }]);
    const rows = await readRows(batch.scope, [bad.id, good.id]);
    expect(rows.get(bad.id)).toMatchObject({
      status: "failed",
      message: { events: { failed: { error: { code: "message_unwritable" } } } },
    });
    expect(rows.get(good.id)).toMatchObject({ status: "accepted" });
    const message = await readMessage(batch.scope, bad.id);
    expect(message).toMatchObject({ to: bad.to, batchId: batch.id, isFinal: true });
    expect(message).not.toHaveProperty("body");
    expect(message).not.toHaveProperty("template");
  });

  test("failRecipients() gives the recipient the same end as the others", async () => {
    const batch = newBatch();
    const recipients = await Promise.all([
      recipientOf(batch, "+14155550123", own),
      recipientOf(batch, "+14155550124", { name: "Ada" }),
    ]);
    await failRecipients(batch, recipients, dispatchFailed, "request");
    const rows = await readRows(
      batch.scope,
      recipients.map(({ id }) => id),
    );
    expect([...rows.values()].map(({ status, message }) => [status, message?.events.failed?.error?.code])).toEqual([
      ["failed", "dispatch_failed"],
      ["failed", "dispatch_failed"],
    ]);
  });
});
