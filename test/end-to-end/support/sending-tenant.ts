import { randomBytes } from "node:crypto";
import { whatsAppFrom } from "../../support/channels.ts";
import { admin, api, newRecipient, simulator } from "./hub.ts";

const hex = () => randomBytes(16).toString("hex");

/** Creates a tenant with its own account at the simulated Twilio. The account's one number sends SMS and WhatsApp. */
export const newSendingTenant = async () => {
  const made = await admin.post("/v1/tenants", { name: "End to end", defaultCountry: "US" });
  const own = api(made.body.apiKey.secret);
  const credentials = { accountSid: `AC${hex()}`, authToken: hex() };
  const [number, sid] = [newRecipient(), `PN${hex()}`];
  await simulator.addAccount({
    ...credentials,
    phoneNumbers: [{ sid, phoneNumber: number }],
    whatsappSenders: [number],
  });
  const { body: config } = await own.post("/v1/provider-configs", {
    ...{ name: "Own", provider: "twilio", credentials },
    ...{ fromNumbers: [number], ...whatsAppFrom(number) },
  });
  const path = `/v1/provider-configs/${config.id}`;
  await own.post(`${path}/test-connection`);
  await own.post(`${path}/phone-numbers/${sid}/connect`, {});
  return { ...own, id: String(made.body.id), number };
};
