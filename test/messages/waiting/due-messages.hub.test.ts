import { randomUUID } from "node:crypto";
import { BatchWriteCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Item } from "../../../shared/aws/dynamodb.ts";
import { openKeyOf } from "../../../shared/messages/message-keys.ts";
import type { MessageStatus } from "../../../shared/messages/message-status.ts";
import {
  eventually,
  invoke,
  newNumber,
  newTenant,
  running,
  simulator,
  type TestTenant,
  tables,
} from "../../support/hub/hub.ts";

let tenant: TestTenant;
let scheduled: Item;
beforeAll(async () => {
  tenant = await newTenant();
  const sendAt = new Date(Date.now() + 86_400_000).toISOString();
  const { body } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "good morning", sendAt });
  scheduled = (await rowOf(`${tenant.id}#${body.id}`)) ?? {};
});

const rowOf = async (pk: string): Promise<Item | undefined> =>
  (await tables.send(new GetCommand({ TableName: running.tables.messages, Key: { pk }, ConsistentRead: true }))).Item;

/** Ids in the same partition of the index. */
const idsOfOneShard = (count: number): string[] => {
  const ids: string[] = [];
  while (ids.length < count) {
    const id = `msg_${randomUUID()}`;
    if (openKeyOf(id, "delivered") === "open#3") ids.push(id);
  }
  return ids;
};

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** A row like the scheduled one. */
const likeIt = (id: string, changes: { status: MessageStatus; checkAt: number } & Item): Item => ({
  ...scheduled,
  id,
  pk: `${tenant.id}#${id}`,
  timeSort: `${scheduled.createdAt}#${id}`,
  openKey: openKeyOf(id, changes.status),
  ...changes,
});

const write = async (rows: readonly Item[]): Promise<void> => {
  for (let start = 0; start < rows.length; start += 25) {
    const puts = rows.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await tables.send(new BatchWriteCommand({ RequestItems: { [String(running.tables.messages)]: puts } }));
  }
};

const checkAts = async (rows: readonly Item[]): Promise<number[]> =>
  (await Promise.all(rows.map(({ pk }) => rowOf(String(pk))))).map((row) => Number(row?.checkAt ?? 0));

describe("sweep-messages for due scheduled messages", () => {
  test("queues all of them in one run, even hundreds of one partition", async () => {
    const before = Date.now();
    // They are due within the next 150 s, so they go into the queue with a delay; this test does not wait for it.
    const sendAt = inSeconds(140);
    const rows = idsOfOneShard(210).map((id) => likeIt(id, { status: "scheduled", sendAt, checkAt: before - 1000 }));
    await write(rows);
    await invoke("sweep-messages");
    const late = (await checkAts(rows)).filter((checkAt) => checkAt <= Date.now());
    expect(late).toHaveLength(0);
    await write(rows.map(({ pk }) => ({ pk })));
  });

  test("queues a due message although many older messages wait for a status look-up", async () => {
    const [id = "", ...others] = idsOfOneShard(151);
    const to = newNumber();
    // The hub cannot ask any provider about these, so the first look-up ends each of them.
    const silent = { status: "delivered", statusRank: 80, channel: "whatsapp", provider: "test" } as const;
    await write(others.map((other) => likeIt(other, { ...silent, checkAt: Date.now() - 3_600_000 })));
    await write([likeIt(id, { status: "scheduled", to, sendAt: inSeconds(0), checkAt: Date.now() - 1000 })]);
    await invoke("sweep-messages");
    const sent = await eventually(
      () => simulator.accepted({ to }),
      (list) => list.length > 0,
      5_000,
    );
    expect(sent).toHaveLength(1);
    await invoke("sweep-messages");
  });

  test("finds a due message under the index key of an earlier release", async () => {
    const [id = ""] = idsOfOneShard(1);
    const to = newNumber();
    const changes = { to, sendAt: inSeconds(0), checkAt: Date.now() - 1000, openKey: "open#3" };
    await write([likeIt(id, { status: "scheduled", ...changes })]);
    await invoke("sweep-messages");
    const sent = await eventually(
      () => simulator.accepted({ to }),
      (list) => list.length > 0,
      5_000,
    );
    expect(sent).toHaveLength(1);
  });

  test("keeps a message under the due key only until the message is sent", async () => {
    const to = newNumber();
    const { body } = await tenant.api.post("/v1/messages", { to, body: "soon", sendAt: inSeconds(4) });
    const pk = `${tenant.id}#${body.id}`;
    expect((await rowOf(pk))?.openKey).toMatch(/^due#/);
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const row = await eventually(
      () => rowOf(pk),
      (one) => one?.status === "accepted",
    );
    expect(row?.openKey).toMatch(/^open#/);
  });
});
