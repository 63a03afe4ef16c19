import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startDynoxide } from "../../../infra/local/dynamodb/dynoxide.ts";

declare module "vitest" {
  interface ProvidedContext {
    dynamodbEndpoint: string;
  }
}

/** Starts one DynamoDB for all files of the project `store`. Each file's tables have their own prefix (dynamo-tables.ts). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  project.provide("dynamodbEndpoint", database.endpoint);
  return database.close;
}
