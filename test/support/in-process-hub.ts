import { randomBytes } from "node:crypto";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import type { AccountInput } from "@phonehub/simulators/twilio/account";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import { inject } from "vitest";
import type { KeyRing, KmsKey } from "../../infra/local/kms/keys.ts";
import { startKms } from "../../infra/local/kms/kms-server.ts";
import { startOidcIssuer } from "../../infra/local/oidc/issuer.ts";
import { createPlatformAdmin } from "../../shared/accounts/tenants/bootstrap-writes.ts";
import { dynamodb, type Item } from "../../shared/aws/dynamodb.ts";
import { type TableName, variables } from "../../shared/kernel/config.ts";
import { inProcessApi } from "./in-process-api.ts";
import { createTables, tableNamed } from "./tables/dynamo-tables.ts";

export type InProcessHub = Awaited<ReturnType<typeof startInProcessHub>>;

/** The administrative operations in this process, with a local DynamoDB, a KMS that encrypts, an OIDC issuer and the Twilio simulator. */
export const startInProcessHub = async () => {
  const [keys, issuer, twilio] = await Promise.all([
    startKms(oneKey),
    startOidcIssuer(),
    startTwilioSimulator({ keepsWindow: false }),
  ]);
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: inject("dynamodbEndpoint"),
    AWS_ENDPOINT_URL_KMS: keys.url,
    [variables.environment]: "dev",
    [variables.logLevel]: "ERROR",
    [variables.credentialsKey]: "test-key",
    [variables.numberHashKey]: "test-key",
    [variables.twilioBaseUrl]: twilio.url,
    [variables.inboundMessageUrl]: "https://inbound.example",
    [variables.messageStatusUrl]: "https://status.example",
    [variables.jwtIssuers]: JSON.stringify([
      {
        issuer: issuer.issuer,
        jwksUri: issuer.jwksUri,
        clientIds: [issuer.clientId],
        tenantClaim: "tenant_id",
        permissionsClaim: "permissions",
        tenants: ["*"],
        hubTenant: true,
      },
    ]),
  });
  await createTables(["tenants", "apiKeys", "providerConfigs", "audit", "limits"]);
  const { secret } = await createPlatformAdmin();
  const admin = inProcessApi(secret);
  const simulator = twilioControl(twilio.url);

  return {
    admin,
    issuer,
    simulator,
    api: inProcessApi,
    newBareTenant: async (settings: object = {}) => {
      const { body } = await admin.post("/v1/tenants", { name: "Test", ...settings });
      const apiKey: string = body.apiKey.secret;
      return { id: String(body.id), apiKey, api: inProcessApi(apiKey) };
    },
    newTwilioAccount: async (more: Partial<AccountInput> = {}) => {
      const account = { accountSid: `AC${hex()}`, authToken: hex() };
      accounts += 1;
      const [number, numberSid] = [`+1415777${String(accounts).padStart(4, "0")}`, `PN${hex()}`];
      await simulator.addAccount({
        ...account,
        phoneNumbers: [{ sid: numberSid, phoneNumber: number }],
        whatsappSenders: [number],
        ...more,
      });
      return { ...account, number, numberSid };
    },
    /** Every stored row of a partition. */
    rows: async (table: TableName, pk: string): Promise<Item[]> => {
      const { Items } = await dynamodb().send(
        new QueryCommand({
          TableName: tableNamed(table),
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": pk },
          ConsistentRead: true,
        }),
      );
      return Items ?? [];
    },
    close: () => Promise.all([keys.close(), issuer.close(), twilio.close()]),
  };
};

let accounts = 0;
const hex = (): string => randomBytes(16).toString("hex");

const key: KmsKey = {
  id: "test-key",
  arn: "arn:aws:kms:eu-central-1:000000000000:key/test-key",
  enabled: true,
  usage: "ENCRYPT_DECRYPT",
  spec: "SYMMETRIC_DEFAULT",
  material: randomBytes(32),
};
const oneKey: KeyRing = { find: () => key, usable: () => key };
