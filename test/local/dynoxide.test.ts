import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { beginDatabase, removeDatabase } from "../../infra/local/dynamodb/database-file.ts";
import { type LocalDynamoDb, privateAddress, startDynoxide } from "../../infra/local/dynamodb/dynoxide.ts";
import { awsJsonClient } from "../../infra/local/network/aws-json-client.ts";

const TableName = "rows";

let database: LocalDynamoDb;
let call: ReturnType<typeof awsJsonClient>;
let streams: ReturnType<typeof awsJsonClient>;
beforeAll(async () => {
  database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  call = awsJsonClient(database.endpoint, "dynamodb", "DynamoDB_20120810");
  streams = awsJsonClient(database.endpoint, "dynamodb", "DynamoDBStreams_20120810");
  await call("CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
});
afterAll(() => database.close());

const put = (pk: string, text: string) => call("PutItem", { TableName, Item: { pk: { S: pk }, text: { S: text } } });

const quickest = async (): Promise<number> => {
  const times: number[] = [];
  for (let at = 0; at < 40; at++) {
    const start = performance.now();
    await put("quick", "short");
    times.push(performance.now() - start);
  }
  return Math.min(...times);
};

const Described = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });
const Stream = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const Iterator = z.object({ ShardIterator: z.string() });
const Change = z.object({ dynamodb: z.object({ NewImage: z.object({ text: z.object({ S: z.string() }) }) }) });
const Read = z.object({ Records: z.array(Change), NextShardIterator: z.string() });

const firstChanges = async (limit: number): Promise<string[]> => {
  const { LatestStreamArn: StreamArn } = Described.parse(await call("DescribeTable", { TableName })).Table;
  const [shard] = Stream.parse(await streams("DescribeStream", { StreamArn })).StreamDescription.Shards;
  const iteratorRequest = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = Iterator.parse(await streams("GetShardIterator", iteratorRequest));
  const { Records } = Read.parse(await streams("GetRecords", { ShardIterator, Limit: limit }));
  return Records.map(({ dynamodb }) => dynamodb.NewImage.text.S);
};

test("startDynoxide() streams a table's changes in order, and stays fast after thousands of them", async () => {
  for (const text of ["red", "green", "blue"]) await put("first", text);
  const before = await quickest();
  const long = "x".repeat(2_000);
  for (let round = 0; round < 15; round++)
    await Promise.all(Array.from({ length: 150 }, (_, at) => put(`row ${at}`, `${round} ${long}`)));
  expect(await quickest()).toBeLessThan(before * 3);
  expect(await firstChanges(4)).toEqual(["red", "green", "blue", "short"]);
}, 60_000);

test("startDynoxide() leaves no file of a temporary database", () => {
  const file = beginDatabase(undefined);
  expect(existsSync(file.path)).toBe(true);
  removeDatabase(file);
  expect(existsSync(dirname(file.path))).toBe(false);
});

test("startDynoxide() listens only at an address that no page can guess, because Dynoxide answers any Host (invariant 42)", async () => {
  const { hostname, port } = new URL(database.endpoint);
  const guessable = ["127.0.0.1", "127.0.0.2", "127.0.1.1"];
  if (process.platform === "darwin") return expect(hostname).toBe("127.0.0.1");
  expect(hostname).toMatch(/^127\.(\d+\.){2}\d+$/);
  for (const address of guessable)
    await expect(fetch(`http://${address}:${port}/`, { method: "POST", body: "{}" }), address).rejects.toThrow();
});

test.each(["linux", "win32"] as const)("privateAddress() returns a different address each time on %s", (platform) => {
  const addresses = Array.from({ length: 200 }, () => privateAddress(platform));
  expect(new Set(addresses).size).toBeGreaterThan(190);
  for (const address of addresses)
    expect(address).toMatch(/^127\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])\.\d{1,3}\.\d{1,3}$/);
  expect(privateAddress("darwin")).toBe("127.0.0.1");
});
