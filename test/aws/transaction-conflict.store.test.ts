import { createServer } from "node:http";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";

/** Answers like DynamoDB while a transaction holds the item: `conflicts` refusals, then it accepts the write. */
let conflicts = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const isConflict = conflicts-- > 0;
    response.writeHead(isConflict ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    const type = "com.amazonaws.dynamodb.v20120810#TransactionConflictException";
    response.end(
      isConflict
        ? JSON.stringify({ __type: type, message: "Transaction is ongoing for the item" })
        : '{"Attributes":{}}',
    );
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
  });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const write = () =>
  dynamodb().send(new UpdateCommand({ TableName: "table", Key: { pk: "a" }, UpdateExpression: "SET a = :a" }));

test("dynamodb client retries a write that conflicts with a transaction", async () => {
  conflicts = 2;
  await expect(write()).resolves.toMatchObject({ Attributes: {} });
});

test("dynamodb client fails when the conflict persists", async () => {
  conflicts = 100;
  await expect(write()).rejects.toMatchObject({ name: "TransactionConflictException" });
});
