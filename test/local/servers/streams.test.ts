import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { handMadeAssembly, lambda, temporaryFolder } from "../hand-made-assembly.ts";

/** Source of a function that fails the first batch with "fail", and keeps the records that it saw. */
const worker = `const seen = [];
let failed = false;
exports.handler = async (event) => {
  if (!event.Records) return seen;
  seen.push(...event.Records);
  if (failed || !event.Records.some(({ dynamodb }) => dynamodb.NewImage.pk.S === "fail")) return;
  failed = true;
  throw new Error("once");
};`;

let stack: LocalStack;
let dynamodb: DynamoDBClient;
let assemblyDir: string;

const tablesOf = ({ dynamodbEndpoint }: LocalStack): DynamoDBClient =>
  new DynamoDBClient({
    region: "us-east-1",
    endpoint: dynamodbEndpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });

beforeAll(async () => {
  assemblyDir = handMadeAssembly(
    {
      Main: {
        Resources: {
          Rows: {
            Type: "AWS::DynamoDB::Table",
            Properties: {
              KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
              AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
              StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
            },
          },
          Worker: lambda("worker", "worker"),
          Mapping: {
            Type: "AWS::Lambda::EventSourceMapping",
            Properties: {
              EventSourceArn: { "Fn::GetAtt": ["Rows", "StreamArn"] },
              FunctionName: { Ref: "Worker" },
              BatchSize: 2,
              StartingPosition: "TRIM_HORIZON",
            },
          },
        },
      },
    },
    { code: { worker } },
  );
  stack = await startLocalStack({ assemblyDir });
  dynamodb = tablesOf(stack);
});
afterAll(async () => {
  dynamodb.destroy();
  await stack.close();
});

const put = (pk: string, color: string, to = { stack, dynamodb }) =>
  to.dynamodb.send(
    new PutItemCommand({ TableName: to.stack.tables.Rows, Item: { pk: { S: pk }, color: { S: color } } }),
  );
const allSeen = async (by: LocalStack): Promise<{ dynamodb: { Keys: { pk: { S: string } } } }[]> =>
  Object(await by.invokeFunction("worker"));
const seen = async (pk: string): Promise<object[]> =>
  (await allSeen(stack)).filter((record) => record.dynamodb.Keys.pk.S === pk);

test("local stream passes each change of a row to its function in order, with old and new image", async () => {
  for (const color of ["red", "green", "blue"]) await put("a", color);
  await expect.poll(() => seen("a")).toHaveLength(3);
  expect(await seen("a")).toMatchObject([
    { eventName: "INSERT", eventSource: "aws:dynamodb", dynamodb: { NewImage: { color: { S: "red" } } } },
    { eventName: "MODIFY", dynamodb: { OldImage: { color: { S: "red" } }, NewImage: { color: { S: "green" } } } },
    { eventName: "MODIFY", dynamodb: { OldImage: { color: { S: "green" } }, NewImage: { color: { S: "blue" } } } },
  ]);
});

test("local stream retries a failed record before the next ones", async () => {
  await put("fail", "red");
  await expect.poll(() => seen("fail"), { timeout: 5000 }).toHaveLength(1);
  await put("next", "red");
  await expect.poll(() => seen("next"), { timeout: 5000 }).toHaveLength(1);
  expect(await seen("fail")).toHaveLength(2);
});

test("local stream in a data folder continues after the last change that its function handled (invariant 39)", async () => {
  const dataDir = temporaryFolder();
  const seenAfterStart: string[][] = [];
  for (const pks of [["a", "b", "c"], ["d"], []]) {
    const kept = await startLocalStack({ assemblyDir, dataDir });
    const own = { stack: kept, dynamodb: tablesOf(kept) };
    for (const pk of pks) await put(pk, "red", own);
    await expect.poll(() => allSeen(kept), { timeout: 10_000 }).toHaveLength(pks.length);
    seenAfterStart.push((await allSeen(kept)).map(({ dynamodb: { Keys } }) => Keys.pk.S));
    own.dynamodb.destroy();
    await kept.close();
  }
  expect(seenAfterStart).toEqual([["a", "b", "c"], ["d"], []]);
});
