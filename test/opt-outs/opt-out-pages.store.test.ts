import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { handler as exportHandler } from "../../functions/opt-outs/export-opt-outs.ts";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { putAll } from "../../shared/aws/put-all.ts";
import type { HttpEvent } from "../../shared/lambda/http-handler.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";
import { createTables, tableNamed } from "../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
  await createTables(["optOuts"]);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => hub.close());

/** `count` opt-outs of different people at one tenant, oldest first, fifty in each millisecond. */
const optOutRows = (tenantId: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const number = `+1415${2_000_000 + index}`;
    const at = new Date(Date.UTC(2026, 0, 1) + Math.floor(index / 50)).toISOString();
    const keys = { pk: `${tenantId}#${number}`, sk: "tenant", timeKey: tenantId, timeSort: `${at}#${number}#` };
    return { ...keys, number, scope: "tenant", source: "keyword", keyword: "STOP", at };
  });

const newestFirstOf = (rows: readonly { number: string }[]): string[] => rows.map(({ number }) => number).reverse();

const tenantWith = async (count: number) => {
  const tenant = await hub.newBareTenant();
  const rows = optOutRows(tenant.id, count);
  await putAll(tableNamed("optOuts"), rows);
  return { ...tenant, newestFirst: newestFirstOf(rows) };
};

/** Answers the index's queries as DynamoDB does. A real index of so many rows would take minutes on a busy machine. */
const answerQueriesFrom = (rows: ReturnType<typeof optOutRows>): void => {
  vi.spyOn(dynamodb(), "send").mockImplementation(async (command: unknown) => {
    if (!(command instanceof QueryCommand)) throw new Error("Not a query");
    const { ExpressionAttributeValues: { ":lower": lower, ":upper": upper } = {}, Limit = 0 } = command.input;
    const found = rows.filter(({ timeSort }) => timeSort >= lower && timeSort <= upper).reverse();
    const Items = found.slice(0, Limit);
    return { Items, ...(Items.length === Limit && { LastEvaluatedKey: { pk: Items.at(-1)?.pk } }) };
  });
};

/** Calls the operation directly: it returns the CSV as bytes, which the in-process API does not read. */
const exported = async (tenantId: string, cursor: string | null) => {
  const event = {
    rawQueryString: cursor === null ? "" : `cursor=${cursor}`,
    headers: {},
    requestContext: {
      requestId: "request",
      http: { method: "GET" },
      authorizer: { lambda: { tenantId, mode: "live", keyId: "key", permissions: "view_messages" } },
    },
  };
  const { statusCode, headers, body } = await exportHandler(event as unknown as HttpEvent, {} as Context);
  expect(statusCode).toBe(200);
  const [header, ...lines] = Buffer.from(body ?? "", "base64")
    .toString("utf8")
    .trimEnd()
    .split("\r\n");
  expect(header).toBe("number,sender,source,keyword,at");
  return { numbers: lines.map((line) => line.split(",")[0] ?? ""), next: headers?.["x-next-cursor"] ?? null };
};

describe("listOptOuts and exportOptOuts over several pages", () => {
  test.each([200, 7, 1])("list every opt-out once, newest first, in pages of %i", async (limit) => {
    const { api, newestFirst } = await tenantWith(limit === 1 ? 5 : 2 * limit + 3);
    const seen: string[] = [];
    let cursor = "";
    let pages = 0;
    do {
      const { body } = await api.get(`/v1/opt-outs?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      expect(body.items.length).toBeLessThanOrEqual(limit);
      seen.push(...body.items.map(({ number }: { number: string }) => number));
      cursor = body.nextCursor ?? "";
      pages += 1;
    } while (cursor !== "");
    expect(seen).toEqual(newestFirst);
    // When a page ends with the last row, only the next, empty page shows the end.
    expect(pages).toBeLessThanOrEqual(newestFirst.length / limit + 1);
  });

  test("export all of them in one document", async () => {
    const { id, newestFirst } = await tenantWith(450);
    expect(await exported(id, null)).toEqual({ numbers: newestFirst, next: null });
  });

  test("continue after 5,000 rows in the next document, at X-Next-Cursor", async () => {
    const rows = optOutRows("ten_many", 5_250);
    answerQueriesFrom(rows);
    const first = await exported("ten_many", null);
    expect(first.numbers).toHaveLength(5_000);
    expect(first.next).not.toBeNull();
    const rest = await exported("ten_many", String(first.next));
    expect([...first.numbers, ...rest.numbers]).toEqual(newestFirstOf(rows));
    expect(rest.next).toBeNull();
  });
});
