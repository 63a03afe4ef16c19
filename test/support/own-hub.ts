import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { startDynoxide } from "../../infra/local/dynamodb/dynoxide.ts";
import { type Hub, startHub } from "../../infra/local/hub.ts";
import { type TwilioControl, twilioControl } from "../../infra/local/simulators/twilio/control-client.ts";
import { variables } from "../../shared/config.ts";
import { type Api, apiWith } from "./api.ts";

export interface OwnHub<Between = Proxy> {
  hub: Hub;
  simulator: TwilioControl;
  /** Between the functions and their tables. */
  proxy: Between;
  /** Past the proxy. */
  tables: DynamoDBDocumentClient;
  sqs: SQSClient;
  tenant: { api: Api; tenantId: string; accountSid: string };
  close: () => Promise<void>;
}

const client = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
// Nobody reads four hundred thousand lines.
const extraEnvironment = { [variables.logLevel]: "ERROR" };

interface Proxy {
  url: string;
  close: () => void;
}

/** For a hub whose tables are left in peace. */
export const noProxy = async (url: string): Promise<Proxy> => ({ url, close: () => undefined });

/** A hub beside the one that all tests share, for those that make trouble, with a tenant that can send. */
export const startOwnHub = async <Between extends Proxy>(
  startProxy: (database: string) => Promise<Between>,
): Promise<OwnHub<Between>> => {
  const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  const proxy = await startProxy(database.endpoint);
  const hub = await startHub({ statusDelayMs: 20, dynamodbEndpoint: proxy.url, extraEnvironment });
  const simulator = twilioControl(hub.twilioSimulatorUrl);
  const close = async () => {
    await hub.close();
    proxy.close();
    await database.close();
  };
  return {
    ...{ hub, simulator, proxy, close },
    tables: DynamoDBDocumentClient.from(new DynamoDBClient({ ...client, endpoint: database.endpoint })),
    sqs: new SQSClient({ ...client, endpoint: hub.stack.sqsEndpoint }),
    tenant: await newTenant(hub, simulator),
  };
};

const hex = () => randomBytes(16).toString("hex");

const newTenant = async ({ stack, demo }: Hub, simulator: TwilioControl): Promise<OwnHub["tenant"]> => {
  const admin = apiWith(stack.apiUrl, demo.platformAdminKey);
  const tenant = (await admin.post("/v1/tenants", { name: "Test", defaultCountry: "US" })).body;
  const api = apiWith(stack.apiUrl, tenant.apiKey.secret);
  const account = { accountSid: `AC${hex()}`, authToken: hex() };
  const number = "+14155550199";
  await simulator.addAccount({ ...account, phoneNumbers: [{ sid: `PN${hex()}`, phoneNumber: number }] });
  const config = { name: "Twilio", provider: "twilio", credentials: account, fromNumbers: [number] };
  const { body } = await api.post("/v1/provider-configs", config);
  await api.post(`/v1/provider-configs/${body.id}/test-connection`);
  return { api, tenantId: String(tenant.id), accountSid: account.accountSid };
};
