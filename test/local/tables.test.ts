import { expect, test } from "vitest";
import { sweepExpired } from "../../infra/local/dynamodb/expiry-sweep.ts";
import { startLocalStack } from "../../infra/local/local-stack.ts";
import { awsJsonClient } from "../../infra/local/network/aws-json-client.ts";
import { handMadeAssembly, temporaryFolder } from "./hand-made-assembly.ts";

const key = (...names: string[]) =>
  names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? "HASH" : "RANGE" }));
const assemblyDir = handMadeAssembly({
  Main: {
    Resources: {
      Things: {
        Type: "AWS::DynamoDB::GlobalTable",
        Properties: {
          AttributeDefinitions: ["tenant", "id", "owner"].map((AttributeName) => ({
            AttributeName,
            AttributeType: "S",
          })),
          KeySchema: key("tenant", "id"),
          GlobalSecondaryIndexes: [
            { IndexName: "byOwner", KeySchema: key("owner"), Projection: { ProjectionType: "KEYS_ONLY" } },
          ],
          TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
          Replicas: [{ Region: "us-east-1" }],
        },
      },
    },
  },
});

const database = (endpoint: string) => awsJsonClient(endpoint, "dynamodb", "DynamoDB_20120810");
const item = (id: string, more: object = {}) => ({ tenant: { S: "t" }, id: { S: id }, owner: { S: "o" }, ...more });

test("local tables have the template's keys and indexes, and lose expired rows to sweepExpired()", async () => {
  const stack = await startLocalStack({ assemblyDir });
  const call = database(stack.dynamodbEndpoint);
  const TableName = stack.tables.Things ?? "";
  const put = (Item: object) => call("PutItem", { TableName, Item });
  await put(item("forever"));
  await put(item("text", { expiresAt: { S: "1" } }));
  await put(item("later", { expiresAt: { N: "2000" } }));
  await put(item("expired", { expiresAt: { N: "999" } }));
  const table = { name: TableName, keyAttributes: ["tenant", "id"], expiryAttribute: "expiresAt" };
  expect(await sweepExpired(call, table, 1_000_000)).toBe(1);
  const query = {
    KeyConditionExpression: "#o = :o",
    ExpressionAttributeNames: { "#o": "owner" },
    ExpressionAttributeValues: { ":o": { S: "o" } },
  };
  expect(await call("Query", { TableName, IndexName: "byOwner", ...query })).toMatchObject({ Count: 3 });
  await stack.close();
});

test("local tables keep their rows in a data folder", async () => {
  const dataDir = temporaryFolder();
  for (const expected of [0, 1]) {
    const stack = await startLocalStack({ assemblyDir, dataDir });
    const call = database(stack.dynamodbEndpoint);
    const TableName = stack.tables.Things;
    expect(await call("Scan", { TableName })).toMatchObject({ Count: expected });
    await call("PutItem", { TableName, Item: item("kept") });
    await stack.close();
  }
});
