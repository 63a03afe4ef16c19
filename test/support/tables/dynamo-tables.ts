import { randomBytes } from "node:crypto";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import type { TableShape } from "../../../infra/constructs/table.ts";
import { tableShapes } from "../../../infra/stacks/tables.ts";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { type TableName, tableVariables } from "../../../shared/kernel/config.ts";

let prefix = "";

/** Chooses a new prefix for table names, so that each test file has its own tables in the shared database. */
export const renewPrefix = (): void => {
  prefix = randomBytes(6).toString("hex");
};

/** The full name of this test file's table. */
export const tableNamed = (name: TableName): string => `${prefix}-${name}`;

/** Creates tables with their deployed keys in the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names. */
export const createTables = async (names: readonly TableName[]): Promise<void> => {
  await Promise.all(
    names.map(async (name) => {
      const TableName = tableNamed(name);
      process.env[tableVariables[name]] = TableName;
      await dynamodb().send(new CreateTableCommand({ TableName, ...definition(tableShapes[name]) }));
    }),
  );
};

const keySchema = (partitionKey: string, sortKey?: string) => [
  { AttributeName: partitionKey, KeyType: "HASH" as const },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: "RANGE" as const }]),
];

const definition = ({ hasSortKey, indexes }: TableShape) => {
  const sortKey = hasSortKey ? "sk" : undefined;
  const inIndexes = Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey]);
  const attributes = new Set(["pk", sortKey, ...inIndexes].filter((name) => name !== undefined));
  const numbers = new Set(Object.values(indexes).flatMap((one) => (one.sortKeyIsNumber ? [one.sortKey] : [])));
  return {
    BillingMode: "PAY_PER_REQUEST" as const,
    KeySchema: keySchema("pk", sortKey),
    AttributeDefinitions: [...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: numbers.has(AttributeName) ? ("N" as const) : ("S" as const),
    })),
    ...(Object.keys(indexes).length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
            IndexName,
            KeySchema: keySchema(index.partitionKey, index.sortKey),
            Projection: { ProjectionType: index.keysOnly ? ("KEYS_ONLY" as const) : ("ALL" as const) },
          })),
        }),
  };
};
