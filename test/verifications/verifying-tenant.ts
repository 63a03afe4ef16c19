import { calling, whatsAppFrom } from "../support/channels.ts";
import { newTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { policyPath } from "./verification-client.ts";

export interface VerifyingTenant extends TestTenant {
  /** The tenant's service at the simulated Twilio Verify. */
  verifyServiceSid: string;
}

/** Creates a tenant with this policy and a Verify service. Its number sends SMS and WhatsApp, and calls. */
export const newVerifyingTenant = async (policy: object = {}, config: object = {}): Promise<VerifyingTenant> => {
  const tenant = await newTenant({ name: "Acme" }, ({ number }) => ({
    fromNumbers: [number],
    channels: { ...whatsAppFrom(number).channels, ...calling.channels },
    ...config,
  }));
  const { accountSid, authToken, number, numberSid } = tenant.twilio;
  await simulator.addAccount({
    ...{ accountSid, authToken },
    phoneNumbers: [{ sid: numberSid, phoneNumber: number }],
    whatsappSenders: [number],
  });
  const { sid: verifyServiceSid } = await simulator.addVerifyService({ accountSid, friendlyName: "Acme" });
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { verifyServiceSid });
  const { status, body } = await tenant.api.patch(policyPath, policy);
  if (status !== 200) throw new Error(`The policy was refused: ${JSON.stringify(body)}`);
  return { ...tenant, verifyServiceSid };
};
