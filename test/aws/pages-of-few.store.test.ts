import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { dynamodb, type Item } from "../../shared/aws/dynamodb.ts";
import { listMerged } from "../../shared/aws/merged-query.ts";
import { putAll } from "../../shared/aws/put-all.ts";
import { itemOfEvent, newEvent } from "../../shared/events/event.ts";
import { readEventPage } from "../../shared/events/event-reads.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import type { Scope } from "../../shared/kernel/ids.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => store.close());

const moment = (ms: number) => new Date(Date.now() - 3_600_000 + ms).toISOString();

test("readEventPage() returns the wanted events that lie behind 600 others", async () => {
  const scope = "ten_few" as Scope;
  const matching = [1, 2, 3].map((ms) => newEvent(scope, "opt_out.created", {}, { at: moment(ms) }));
  const others = Array.from({ length: 600 }, (_, at) =>
    newEvent(scope, "message.accepted", {}, { at: moment(10 + at) }),
  );
  await putAll(
    tableNamed("events"),
    [...matching, ...others].map((event) => itemOfEvent(scope, event)),
  );
  const pageOf = (cursor?: string) =>
    readEventPage(scope, { limit: 2, cursor, matches: ({ type }) => type === "opt_out.created" });
  const first = await pageOf();
  expect(first.items.map(({ id }) => id)).toEqual([matching[2]?.id, matching[1]?.id]);
  const second = await pageOf(first.nextCursor ?? "");
  expect(second).toEqual({ items: [matching[0]], nextCursor: null });
  expect(await readEventPage(scope, { limit: 1, matches: () => false }), "the end").toEqual({
    items: [],
    nextCursor: null,
  });
});

/** Answers queries with `count` rows of one partition, newest first. To write them would take minutes. */
const answerQueriesWith = (count: number) => {
  const sort = (at: number) => `2026-01-01T00:00:00.${String(999_999 - at).padStart(6, "0")}Z#${at}`;
  vi.spyOn(dynamodb(), "send").mockImplementation(async (command: unknown) => {
    if (!(command instanceof QueryCommand)) throw new Error("Not a query");
    const { ExpressionAttributeValues: { ":upper": upper } = {}, Limit = 0 } = command.input;
    const Items: Item[] = [];
    const newest = upper.startsWith("2026") ? 999_999 - Number(upper.slice(20, 26)) : 0;
    for (let at = newest; at < count && Items.length < Limit; at++) Items.push({ at, sk: sort(at) });
    return { Items, ...(Items.length === Limit && { LastEvaluatedKey: {} }) };
  });
};

const pageWhere = (isWanted: (at: number) => boolean, cursor?: string | null) =>
  listMerged({
    sources: [{ table: "any", key: { name: "pk", value: "one" }, sortName: "sk" }],
    limit: 10,
    cursor: cursor ?? undefined,
    load: (items) => items.map(({ at }) => (isWanted(Number(at)) ? Number(at) : null)),
  });

test("listMerged() returns an empty page after 20,000 entries or five seconds, and continues on the next page", async () => {
  answerQueriesWith(45_000);
  let cursor: string | null = null;
  const pages: number[][] = [];
  do {
    const page: { items: number[]; nextCursor: string | null } = await pageWhere((at) => at === 44_000, cursor);
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(pages).toEqual([[], [], [44_000], []]);

  let passed = 0;
  const restore = setClock(() => (passed += 2_000));
  try {
    const hurried = await pageWhere(() => false);
    expect(hurried).toMatchObject({ items: [], nextCursor: expect.any(String) });
    expect(passed).toBeLessThan(10_000);
  } finally {
    restore();
  }
});

test("listMerged() ends a page that has items after five rounds, even if it is short", async () => {
  answerQueriesWith(45_000);
  expect(await pageWhere((at) => at === 3)).toMatchObject({ items: [3], nextCursor: expect.any(String) });
});
