import { describe, expect } from "vitest";
import { eventually, newRecipient, simulator, testWith } from "./support/hub.ts";
import { newSendingTenant } from "./support/sending-tenant.ts";

describe("sendMessage on WhatsApp", () => {
  testWith("simulator", "platformAdmin")("sends a Content template, and reports that it was read", async () => {
    const own = await newSendingTenant();
    const to = newRecipient();
    const contentSid = `HX${"c".repeat(32)}`;
    const sent = await own.post("/v1/messages", {
      ...{ to, channel: "whatsapp", contentSid, contentVariables: { 1: "Ana" } },
    });
    expect(sent).toMatchObject({ status: 201, body: { channel: "whatsapp", to, from: own.number } });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({
      ...{
        To: `whatsapp:${to}`,
        From: `whatsapp:${own.number}`,
        ContentSid: contentSid,
        ContentVariables: '{"1":"Ana"}',
      },
    });
    const message = (status: string) =>
      eventually(
        async () => (await own.get(`/v1/messages/${sent.body.id}`)).body,
        (one) => one.status === status,
      );
    const delivered = await message("delivered");
    expect(delivered).toMatchObject({ status: "delivered", isFinal: false });
    await simulator.sendCallbacks(delivered.providerMessageId, { statuses: ["read"] });
    expect(await message("read")).toMatchObject({ status: "read", isFinal: true });
  });

  testWith("simulator", "platformAdmin")("reports outside the 24-hour window that a template is needed", async () => {
    const own = await newSendingTenant();
    const to = newRecipient();
    await simulator.fault({ match: { to }, kind: "fail-delivery", errorCode: 63016, status: "failed" });
    const { body } = await own.post("/v1/messages", { to, body: "hello", channel: "whatsapp" });
    const failed = await eventually(
      async () => (await own.get(`/v1/messages/${body.id}`)).body,
      ({ isFinal }) => isFinal,
    );
    expect(failed).toMatchObject({ status: "failed", error: { code: "template_required", providerCode: "63016" } });
  });
});
