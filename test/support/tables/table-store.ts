import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import type { KmsKey } from "../../../infra/local/kms/keys.ts";
import { startKms } from "../../../infra/local/kms/kms-server.ts";
import { variables } from "../../../shared/kernel/config.ts";
import { createTables } from "./dynamo-tables.ts";

const key: KmsKey = {
  id: "number-hash",
  arn: "arn:aws:kms:eu-central-1:000000000000:key/number-hash",
  enabled: true,
  usage: "GENERATE_VERIFY_MAC",
  spec: "HMAC_256",
  material: randomBytes(32),
};

export interface TableStore {
  close: () => Promise<void>;
}

/**
 * This file's own tables, without functions, so that a test may set the clock and make hundreds of calls.
 * `through` starts a proxy in front of the database, and returns the proxy's address.
 */
export const startTableStore = async (through?: (endpoint: string) => Promise<string>): Promise<TableStore> => {
  const database = inject("dynamodbEndpoint");
  const kms = await startKms({ find: () => key, usable: () => key });
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: through ? await through(database) : database,
    AWS_ENDPOINT_URL_KMS: kms.url,
    [variables.environment]: "dev",
    [variables.numberHashKey]: key.id,
  });
  await createTables(["limits", "events", "audit", "verifications"]);
  return {
    close: async () => {
      await kms.close();
    },
  };
};
