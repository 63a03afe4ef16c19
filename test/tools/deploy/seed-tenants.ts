import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import * as z from "zod";
import { ask } from "../../end-to-end/support/http-answer.ts";
import type { TargetInput } from "../../end-to-end/support/target.ts";

const NewTenant = z.object({ apiKey: z.object({ secret: z.string() }) });
const Config = z.object({ id: z.string() });
const Verified = z.object({ verified: z.literal(true) });
const Numbers = z.object({ items: z.array(z.object({ sid: z.string(), number: z.string() })) });

/** The first steps after a deployment: creates two tenants, stores a Twilio account for one, and connects its number. */
export async function seedTenants(hub: {
  apiUrl: string;
  address: string;
  platformAdminKey: string;
}): Promise<Pick<TargetInput, "apiKey" | "secondTenantApiKey">> {
  const apiAs = (key: string) => async (method: string, path: string, body?: object) => {
    const answer = await ask({
      ...{ method, url: `${hub.apiUrl}${path}`, address: hub.address },
      headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status > 299)
      throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const admin = apiAs(hub.platformAdminKey);
  const newTenant = async (name: string) =>
    NewTenant.parse(await admin("POST", "/v1/tenants", { name, defaultCountry: "US" })).apiKey.secret;
  const apiKey = await newTenant("Deploy test");
  const tenant = apiAs(apiKey);
  const { accountSid, authToken, phoneNumbers } = demoAccount;
  const { id } = Config.parse(
    await tenant("POST", "/v1/provider-configs", {
      name: "Simulated Twilio",
      provider: "twilio",
      fromNumbers: [phoneNumbers[0]],
      credentials: { accountSid, authToken },
    }),
  );
  const path = `/v1/provider-configs/${id}`;
  Verified.parse(await tenant("POST", `${path}/test-connection`));
  const { items } = Numbers.parse(await tenant("GET", `${path}/phone-numbers`));
  for (const { sid, number } of items) {
    if (number === phoneNumbers[0]) await tenant("POST", `${path}/phone-numbers/${sid}/connect`, { replace: true });
  }
  return { apiKey, secondTenantApiKey: await newTenant("Another tenant") };
}
