import { expect, test } from "vitest";
import { eventually, newNumber, newTenant, restart, simulator } from "../support/hub/hub.ts";

test("token rotation by the runbook loses no send and no webhook", async () => {
  const tenant = await newTenant();
  const { accountSid, authToken: old, number, numberSid, messagingServiceSid } = tenant.twilio;
  const renewed = "a".repeat(32);
  const account = {
    accountSid,
    phoneNumbers: [{ sid: numberSid, phoneNumber: number }],
    messagingServices: [{ sid: messagingServiceSid, senders: [number] }],
  };
  const path = `/v1/provider-configs/${tenant.config.id}`;
  const set = async (tokens: object) => {
    await tenant.api.put(`${path}/credentials`, { accountSid, ...tokens });
    expect((await tenant.api.post(`${path}/test-connection`)).body).toMatchObject({ verified: true });
  };
  const sendsAndHears = async () => {
    // Restarted functions have no cached credentials, which could hide that the stored ones are wrong.
    await Promise.all(["send-message", "message-status"].map(restart));
    const { body } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "still here" });
    const delivered = await eventually(
      async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
      ({ isFinal }) => isFinal,
    );
    expect(delivered.status).toBe("delivered");
  };

  await sendsAndHears();
  await simulator.addAccount({ ...account, authToken: old, secondaryAuthToken: renewed });
  await set({ authToken: renewed, secondaryAuthToken: old });
  await sendsAndHears();
  await simulator.addAccount({ ...account, authToken: renewed });
  await sendsAndHears();
  await set({ authToken: renewed });
  await sendsAndHears();
});
