import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotifyUser } from "../../shared/api/operations/notifications.ts";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { callerOf } from "../../shared/identity/caller.ts";
import { idForRequest } from "../../shared/identity/idempotency.ts";
import { variables } from "../../shared/kernel/config.ts";
import { scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { messageIdFor } from "../../shared/messages/message-id.ts";
import { readMessage } from "../../shared/messages/message-reads.ts";
import { notify } from "../../shared/notifications/notify.ts";
import { itemOfPreferences, unsetPreferences } from "../../shared/preferences/preferences.ts";
import { onlyAllowing } from "../support/channels.ts";
import { createTables, tableNamed } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

interface Fault {
  /** Applies to writes whose body contains this text. */
  of: string;
  /**
   * `lost`: the database executes the write, and the answer is dropped. `refused`: it does not execute it. `late`: it executes it later.
   */
  kind: "lost" | "refused" | "late";
  left: number;
}

let store: TableStore;
let faulty: Server;
let faults: Fault[] = [];

const faultOf = (target: string | undefined, body: string): Fault | undefined => {
  if (!target?.endsWith(".PutItem")) return undefined;
  const fault = faults.find(({ of, left }) => left > 0 && body.includes(of));
  if (fault) fault.left -= 1;
  return fault;
};

const startFaulty = async (database: string): Promise<string> => {
  faulty = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, ...headers } = request.headers as Record<string, string>;
    const body = Buffer.concat(chunks);
    const kind = faultOf(headers["x-amz-target"], body.toString())?.kind;
    if (kind === "refused") return response.writeHead(500).end("{}");
    if (kind === "late") await new Promise((resolve) => setTimeout(resolve, 1_000));
    const answer = await fetch(database, { method: "POST", headers, body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (kind === "lost") return request.socket.destroy();
    return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(bytes);
  });
  await new Promise<void>((resolve) => faulty.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(faulty.address() as AddressInfo).port}`;
};

const tenantId = "ten_lost" as TenantId;
const scope = scopeOf(tenantId, "test");
const context = { tenantId, mode: "test", permissions: "send_messages", keyId: "key" } as const;

beforeAll(async () => {
  process.env[variables.logLevel] = "ERROR";
  store = await startTableStore(startFaulty);
  await createTables(["tenants", "messages", "optOuts", "providerConfigs", "preferences", "notifications"]);
  const number = { number: "+15005550006", numberVerifiedAt: new Date().toISOString() };
  const ana = { ...unsetPreferences(scope, "ana"), ...number, ...onlyAllowing("sms", "whatsapp") };
  await dynamodb().send(new PutCommand({ TableName: tableNamed("preferences"), Item: itemOfPreferences(ana) }));
});
afterAll(async () => {
  faulty.closeAllConnections();
  faulty.close();
  await store.close();
});

const caller = () => {
  const known = callerOf(context, "request", "notifyUser");
  if (!known) throw new Error("No caller");
  return known;
};

const request = NotifyUser.parse({
  ...{ userId: "ana", message: "hello", urgent: true },
  channels: ["sms", "whatsapp"],
});
const ask = (key: string) => notify(caller(), request, key);
const smsOf = async (key: string) => {
  const ofChannel = `${await idForRequest("notification", caller(), "notifyUser", key)}:sms`;
  return readMessage(scope, await messageIdFor(caller(), { operation: "notifyUser", key: ofChannel }));
};
const both = [
  { channel: "sms", reason: null },
  { channel: "whatsapp", reason: null },
];
/** Part of the body of every write to the notifications table. */
const notifications = `"TableName":"${tableNamed("notifications")}"`;

describe("notifyUser whose claim gets no answer (invariant 3)", () => {
  test("recognises its own claim when a retry finds it", async () => {
    faults = [{ of: notifications, kind: "lost", left: 1 }];
    expect(await ask("lost once")).toMatchObject({ replayed: false, notification: { results: both } });
    expect(faults).toMatchObject([{ left: 0 }]);
  });

  test("gives the claim up when all answers are lost, so that a retry can send", async () => {
    faults = [{ of: notifications, kind: "lost", left: 3 }];
    await expect(ask("lost thrice")).rejects.toThrow();
    expect(faults).toMatchObject([{ left: 0 }]);
    expect(await ask("lost thrice")).toMatchObject({ replayed: false, notification: { results: both } });
  });
});

test("notifyUser whose results get no answer returns them on the next request", async () => {
  faults = [{ of: '"reason":', kind: "lost", left: 3 }];
  await expect(ask("results lost")).rejects.toThrow();
  expect(faults).toMatchObject([{ left: 0 }]);
  expect(await ask("results lost")).toMatchObject({ replayed: true, notification: { results: both } });
});

test("notifyUser reports a failed channel only after the other channel ends", async () => {
  faults = [
    { of: '"channel":{"S":"whatsapp"}', kind: "refused", left: 3 },
    { of: '"channel":{"S":"sms"}', kind: "late", left: 1 },
  ];
  await expect(ask("half")).rejects.toThrow();
  const sms = await smsOf("half");
  expect(["accepted", "sent", "delivered"]).toContain(sms?.status);
  expect(faults).toMatchObject([{ left: 0 }, { left: 0 }]);
  const { notification } = await ask("half");
  expect(notification.results).toMatchObject([{ messageId: sms?.id }, { messageId: expect.any(String) }]);
});
