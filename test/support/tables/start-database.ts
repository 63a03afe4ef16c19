import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startDynoxide } from "../../../infra/local/dynamodb/dynoxide.ts";

declare module "vitest" {
  interface ProvidedContext {
    dynamodbEndpoint: string;
  }
}

/** One DynamoDB for all files of the project `store`; each file's tables have a prefix of their own (dynamo-tables.ts). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  project.provide("dynamodbEndpoint", database.endpoint);
  return database.close;
}
