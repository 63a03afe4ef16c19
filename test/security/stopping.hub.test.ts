import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { batchWorld } from "../batches/batch-world.ts";
import { pause, suspend } from "../sending-pauses/held-work.ts";
import type { Api } from "../support/api.ts";
import {
  api,
  eventually,
  hub,
  newNumber,
  newQuietTenant,
  running,
  simulator,
  type TestTenant,
  tables,
  tokenFor,
} from "../support/hub/hub.ts";

const { enqueue } = batchWorld(hub);

interface Stop {
  /** Returns a credential that can send. Undefined: a new API key. */
  holder?: (tenant: TestTenant) => Promise<Api>;
  stop: (tenant: TestTenant, keyId: string) => Promise<unknown>;
  /** The answer of sendMessage to that credential after the stop. */
  operation: { status: number; body?: object };
  /** The result, when they become due, of a message and a batch that were scheduled before the stop. */
  workers: "held" | "waits" | "failed" | "sent";
}

const credentialsOf = ({ twilio: { accountSid, authToken } }: TestTenant) => ({ accountSid, authToken });
const configOf = ({ config }: TestTenant): string => `/v1/provider-configs/${config.id}`;
const refused = { status: 401, body: { code: "unauthenticated" } };
const unusable = { status: 409, body: { code: "no_provider_config" } };
const unverified = { status: 409, body: { code: "provider_not_verified" } };

/** A message belongs to the tenant, not to its key or token. Only a pause, cancelBatch or cancelMessage stops it. */
const stops: Readonly<Record<string, Stop>> = {
  "a suspended tenant": { stop: suspend, operation: refused, workers: "held" },
  "a pause": {
    stop: ({ api }) => pause(api),
    operation: { status: 201, body: { status: "queued", pausedBy: { kind: "sending_pause" } } },
    workers: "held",
  },
  "a deactivated configuration": {
    stop: (tenant) => tenant.api.patch(configOf(tenant), { isActive: false }),
    operation: unusable,
    workers: "held",
  },
  "a deleted configuration": {
    stop: (tenant) => tenant.api.del(configOf(tenant)),
    operation: unusable,
    workers: "failed",
  },
  "a configuration whose credentials were replaced": {
    stop: (tenant) => tenant.api.put(`${configOf(tenant)}/credentials`, credentialsOf(tenant)),
    operation: unverified,
    workers: "waits",
  },
  "a revoked key": {
    stop: ({ api }, keyId) => api.del(`/v1/api-keys/${keyId}`),
    operation: refused,
    workers: "sent",
  },
  "an expired key": { stop: async () => undefined, operation: refused, workers: "sent" },
  "an expired token": {
    holder: async ({ id }) =>
      api(await tokenFor({ tenant: id, user: "ann", permissions: ["send_messages"], expiresInSeconds: 15 })),
    stop: async () => undefined,
    operation: refused,
    workers: "sent",
  },
};

/** The row of a message or a batch, also when its tenant may not read it. */
const rowOf = async (table: "messages" | "batches", { id }: TestTenant, of: string) => {
  const sk = table === "batches" ? { sk: "batch" } : {};
  const { Item } = await tables.send(
    new GetCommand({ TableName: running.tables[table], Key: { pk: `${id}#${of}`, ...sk }, ConsistentRead: true }),
  );
  return Item ?? {};
};

const untilImported = (tenant: TestTenant, id: string) =>
  eventually(
    () => rowOf("batches", tenant, id),
    ({ status }) => status === "scheduled",
  );

describe("sendMessage and the workers respect (invariant 21):", { timeout: 120_000 }, () => {
  test.concurrent.each(Object.entries(stops))("%s", async (name, { holder: holderOf, stop, operation, workers }) => {
    const tenant = await newQuietTenant();
    const expiresAt = name === "an expired key" ? { expiresAt: new Date(Date.now() + 15_000).toISOString() } : {};
    const { body: key } = await tenant.api.post("/v1/api-keys", {
      ...{ name: "x", permissions: ["send_messages"], ...expiresAt },
    });
    const holder = holderOf ? await holderOf(tenant) : api(key.secret);
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const [single, inBatch] = [newNumber(), newNumber()];
    const message = (await holder.post("/v1/messages", { to: single, body: "x", sendAt })).body;
    const batch = (await holder.post("/v1/message-batches", { to: [inBatch], body: "x", sendAt })).body;
    await untilImported(tenant, batch.id);
    await stop(tenant, key.id);
    const stoppedAt = Date.now();

    const answer = await eventually(
      () => holder.post("/v1/messages", { to: newNumber(), body: "x" }),
      ({ status, body }) => status === operation.status && (status !== 201 || body.pausedBy !== null),
    );
    expect(answer).toMatchObject(operation);
    if (!name.startsWith("an expired")) expect(Date.now() - stoppedAt).toBeLessThan(30_000);

    // Simulates that both are due.
    await enqueue("dispatch", { kind: "send", scope: tenant.id, messageId: message.id });
    await enqueue("batches-queue", { kind: "start", scope: tenant.id, batchId: batch.id });
    const rows = await eventually(
      async () => ({ one: await rowOf("messages", tenant, message.id), all: await rowOf("batches", tenant, batch.id) }),
      ({ one, all }) => isAsExpected[workers](one, all),
    );
    expect(isAsExpected[workers](rows.one, rows.all), JSON.stringify(rows)).toBe(true);
    const sent = await Promise.all(
      [single, inBatch].map((to) => simulator.requests({ to, operation: "messages.create" })),
    );
    const sentText = JSON.stringify(sent);
    expect(
      sent.map(({ length }) => length),
      sentText,
    ).toEqual(workers === "sent" ? [1, 1] : [0, 0]);
  });
});

type Row = Record<string, unknown>;
const isAsExpected: Readonly<Record<Stop["workers"], (message: Row, batch: Row) => boolean>> = {
  held: (message, batch) => message.status === "queued" && message.pausedBy !== null && batch.isHeld === true,
  waits: (message, batch) => message.status === "queued" && batch.status === "running" && batch.doneRanges === 0,
  failed: (message, batch) => message.status === "failed" && batch.status === "completed",
  sent: (message, batch) =>
    ["accepted", "sent", "delivered"].includes(String(message.status)) && batch.status === "completed",
};
