import { readFileSync } from "node:fs";
import { join } from "node:path";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import * as z from "zod";
import { createPlatformAdminKey } from "./create-platform-admin-key.ts";
import { writeWhole } from "./files/private-files.ts";
import type { LocalStack } from "./local-stack.ts";
import { type ApiClient, apiClient } from "./network/api-client.ts";

/** The ids and keys that stay the same between starts with one data folder. */
const Credentials = z.object({
  platformAdminKey: z.string(),
  tenantId: z.string(),
  apiKey: z.string(),
  secondTenantId: z.string(),
  secondTenantApiKey: z.string(),
  providerConfigId: z.string(),
});

export interface Demo extends z.infer<typeof Credentials> {
  /** The simulated account's number. The demo sends from it and receives on it. */
  phoneNumber: string;
  /** The webhook URLs of the demo's provider configuration. */
  webhookUrls: { inbound: string; status: string };
}

const [demoNumber = ""] = demoAccount.phoneNumbers;
const [demoVerifyService] = demoAccount.verifyServices;

/** Besides its own country, for trying texts in other languages. */
const demoCountries = ["US", "CA", "MX", "GB", "ES", "FR", "DE", "PT", "BR"];

const NewTenant = z.object({ id: z.string(), apiKey: z.object({ secret: z.string() }) });
const ProviderConfig = z.object({ id: z.string(), webhookUrls: z.object({ inbound: z.string(), status: z.string() }) });
const PhoneNumbers = z.object({ items: z.array(z.object({ sid: z.string(), number: z.string() })) });

/** Makes a tenant that can send through the simulated account, a second tenant, and a platform administrator's key. */
export async function seedDemo(stack: LocalStack, dataDir?: string): Promise<Demo> {
  const file = dataDir && join(dataDir, "demo.json");
  const credentials = (file && storedCredentials(file)) || (await newCredentials(stack));
  if (file) writeWhole(file, JSON.stringify(credentials, null, 2));
  const api = apiClient(stack.apiUrl, credentials.apiKey);
  const path = `/v1/provider-configs/${credentials.providerConfigId}`;
  const { webhookUrls } = ProviderConfig.parse(await api("GET", path));
  await connectNumber(api, path);
  return { ...credentials, phoneNumber: demoNumber, webhookUrls };
}

async function newCredentials(stack: LocalStack): Promise<z.infer<typeof Credentials>> {
  const platformAdminKey = await createPlatformAdminKey(stack);
  const admin = apiClient(stack.apiUrl, platformAdminKey);
  const tenant = async (name: string) =>
    NewTenant.parse(await admin("POST", "/v1/tenants", { name, defaultCountry: "US" }));
  const [demo, second] = await Promise.all([tenant("Demo"), tenant("Second tenant")]);
  const api = apiClient(stack.apiUrl, demo.apiKey.secret);
  const { accountSid, authToken } = demoAccount;
  const config = ProviderConfig.parse(
    await api("POST", "/v1/provider-configs", {
      name: "Simulated Twilio",
      provider: "twilio",
      fromNumbers: [demoNumber],
      channels: { voice: { isEnabled: true } },
      verifyServiceSid: demoVerifyService?.sid,
      credentials: { accountSid, authToken },
    }),
  );
  await Promise.all([
    api("POST", `/v1/provider-configs/${config.id}/test-connection`),
    api("PATCH", "/v1/tenants/current/verification-policy", { allowedCountries: demoCountries }),
  ]);
  return {
    platformAdminKey,
    tenantId: demo.id,
    apiKey: demo.apiKey.secret,
    secondTenantId: second.id,
    secondTenantApiKey: second.apiKey.secret,
    providerConfigId: config.id,
  };
}

/** Every start needs this: the simulator keeps its numbers' webhook URLs in memory, and the ports can change. */
async function connectNumber(api: ApiClient, configPath: string): Promise<void> {
  const { items } = PhoneNumbers.parse(await api("GET", `${configPath}/phone-numbers`));
  const found = items.find(({ number }) => number === demoNumber);
  if (found) await api("POST", `${configPath}/phone-numbers/${found.sid}/connect`, { replace: true });
}

function storedCredentials(file: string): z.infer<typeof Credentials> | undefined {
  try {
    return Credentials.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
