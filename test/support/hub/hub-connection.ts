import { randomBytes, randomInt } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { AccountInput } from "@phonehub/simulators/twilio/account";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import * as z from "zod";
import { webhookRetries } from "../../../shared/providers/twilio/manifest.ts";
import { type Api, apiWith } from "../api.ts";
import type { RunningHub } from "./running-hub.ts";

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  number: string;
  numberSid: string;
  messagingServiceSid: string;
}

export interface TestTenant {
  id: string;
  api: Api;
  apiKey: string;
  twilio: TwilioAccount;
  /** The tenant's Twilio configuration at the hub. */
  config: { id: string; webhookUrls: { inbound: string; status: string } };
}

/** An account for the simulated Twilio. Its number sends inbound messages to `smsUrl`. */
const accountOf = (twilio: TwilioAccount, smsUrl: string | null = null): AccountInput => ({
  ...{ accountSid: twilio.accountSid, authToken: twilio.authToken },
  phoneNumbers: [{ sid: twilio.numberSid, phoneNumber: twilio.number, smsUrl }],
  whatsappSenders: [twilio.number],
  messagingServices: [{ sid: twilio.messagingServiceSid, senders: [twilio.number] }],
});

export type HubConnection = ReturnType<typeof connectTo>;

/** The area code of this Vitest process. newNumber() steps through the area so that it meets each number once. */
const area = [201, 312, 415, 646, 702][Number(process.env.VITEST_POOL_ID ?? 0) % 5];
const numbersInArea = 8_000_000;
let lastNumber = randomInt(numbersInArea);

/** A valid number that no other test uses. Random numbers collided in one run of three. */
export const newNumber = (): string => {
  lastNumber = (lastNumber + 2_654_437) % numbersInArea;
  return `+1${area}${2_000_000 + lastNumber}`;
};

const hex = (): string => randomBytes(16).toString("hex");

/** Everything that a test does with a running hub: the shared one of support/hub.ts, or its own (support/own-hub.ts). */
export const connectTo = (running: RunningHub) => {
  const simulator = twilioControl(running.twilioUrl);

  /** A client for the hub's tables, for facts that no operation shows. */
  const tables = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: running.dynamodbEndpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  );

  /** A client of the API, with or without a credential. */
  const api = (credential?: string): Api => apiWith(running.apiUrl, credential);
  const admin = api(running.platformAdminKey);

  /** Creates an account at the simulated Twilio with one number, which also sends WhatsApp. `more` overrides this. */
  const newTwilioAccount = async (more: Partial<AccountInput> = {}): Promise<TwilioAccount> => {
    const ids = { accountSid: `AC${hex()}`, numberSid: `PN${hex()}`, messagingServiceSid: `MG${hex()}` };
    const twilio = { ...ids, authToken: hex(), number: newNumber() };
    await simulator.addAccount({ ...accountOf(twilio), ...more });
    return twilio;
  };

  /** Creates a tenant with a live key. */
  const newBareTenant = async (settings: object = {}): Promise<{ id: string; api: Api; apiKey: string }> => {
    const { body } = await admin.post("/v1/tenants", { name: "Test", defaultCountry: "US", ...settings });
    return { id: body.id, apiKey: body.apiKey.secret, api: api(body.apiKey.secret) };
  };

  /** Creates a tenant that can send: with a verified account at the simulated Twilio, whose number sends inbound messages to the hub. */
  const newTenant = async (
    settings: object = {},
    configSettings: (twilio: TwilioAccount) => object = () => ({}),
  ): Promise<TestTenant> => {
    const [tenant, twilio] = await Promise.all([newBareTenant(settings), newTwilioAccount()]);
    const { accountSid, authToken, number } = twilio;
    const { body: config } = await tenant.api.post("/v1/provider-configs", {
      name: "Twilio",
      provider: "twilio",
      credentials: { accountSid, authToken },
      fromNumbers: [number],
      ...configSettings(twilio),
    });
    await Promise.all([
      verify(tenant.id, config.id),
      simulator.addAccount(accountOf(twilio, `${config.webhookUrls.inbound}${webhookRetries}`)),
    ]);
    return { ...tenant, twilio, config };
  };

  /** Creates a tenant whose messages stay `accepted`: its Twilio sends no status callbacks, which cost this machine as much as sends. */
  const newQuietTenant: typeof newTenant = async (...settings) => {
    const tenant = await newTenant(...settings);
    await simulator.fault({ kind: "no-callbacks", match: { accountSid: tenant.twilio.accountSid }, times: 0 });
    return tenant;
  };

  /** Marks a configuration as verified without a test of the connection, which would cost time for hundreds of tenants. */
  const verify = (tenantId: string, configId: string) =>
    tables.send(
      new UpdateCommand({
        TableName: running.tables.providerConfigs,
        Key: { pk: tenantId, sk: configId },
        UpdateExpression: "SET verified = :yes, verifiedAt = :now, healthStatus = :healthy, coolsUntil = :never",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: {
          ":yes": true,
          ":now": new Date().toISOString(),
          ":healthy": "healthy",
          ":never": 0,
        },
      }),
    );

  /** Creates an access token of the local issuer. */
  const tokenFor = async (claims: {
    tenant: string;
    user: string;
    permissions?: string[];
    expiresInSeconds?: number;
  }): Promise<string> => {
    const answer = await fetch(`${running.issuerUrl}/token`, { method: "POST", body: JSON.stringify(claims) });
    const { access_token } = z.object({ access_token: z.string() }).parse(await answer.json());
    return access_token;
  };

  const control = async (verb: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${running.controlUrl}/${verb}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };

  return {
    ...{ running, simulator, tables, api, admin, newTwilioAccount, newBareTenant, newTenant, newQuietTenant, tokenFor },
    /** Runs one of the hub's functions now, for example one that its schedule would run within a minute. */
    invoke: (name: string, event: unknown = {}): Promise<unknown> => control("invoke", { name, event }),
    /** Clears the function's memory for its next invocation. Invocations under way are completed. */
    restart: (name: string): Promise<unknown> => control("restart", { name }),
    /** Kills every invocation of the function in the middle of its work. Only for a hub of the test's own. */
    kill: (name: string): Promise<unknown> => control("kill", { name }),
  };
};

/**
 * Asks until the answer fits, and returns the last answer. The time limit is long because a busy machine is slow; only a failure uses it
 * up. It asks less often the longer it waits, because each question costs several milliseconds of the machine that all tests share.
 */
export const eventually = async <Value>(
  ask: () => Promise<Value>,
  fits: (value: Value) => boolean,
  milliseconds = 30_000,
): Promise<Value> => {
  const began = Date.now();
  for (;;) {
    const value = await ask();
    const waited = Date.now() - began;
    if (fits(value) || waited > milliseconds) return value;
    await new Promise((resolve) => setTimeout(resolve, Math.min(60 + waited / 4, 600)));
  }
};
