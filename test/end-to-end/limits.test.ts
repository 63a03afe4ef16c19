import { describe, expect } from "vitest";
import { eventually, newRecipient, simulator, testWith } from "./support/hub.ts";
import { newSendingTenant } from "./support/sending-tenant.ts";

const limits = "/v1/tenants/current/limits";

describe("updateLimits", () => {
  testWith("simulator", "platformAdmin")("limits messages to one number and to allowed countries", async () => {
    const own = await newSendingTenant();
    const changed = await own.patch(limits, { perNumber: { perHour: 1, burst: 2 }, allowedCountries: ["US", "CA"] });
    expect(changed).toMatchObject({ status: 200, body: { perNumber: { perHour: 1, burst: 2 } } });
    const to = newRecipient();
    const send = (number: string) => own.post("/v1/messages", { to: number, body: "again" });
    expect([(await send(to)).status, (await send(to)).status]).toEqual([201, 201]);
    const refused = await send(to);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited", limit: "perNumber" } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(60);
    expect(await send("+4915112345678")).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
    expect(await simulator.accepted({ to })).toHaveLength(2);
    const used = await eventually(
      () => own.get(limits),
      ({ body }) => body.usage.messages === 2,
    );
    expect(used.body.usage).toMatchObject({ messages: 2 });
  });
});

describe("listEvents", () => {
  testWith("simulator", "platformAdmin")(
    "returns a message's statuses and an opt-out, without a full number",
    async () => {
      const own = await newSendingTenant();
      const to = newRecipient();
      const { body: message } = await own.post("/v1/messages", { to, body: "an event or three" });
      await simulator.inbound({ from: to, to: own.number, body: "STOP" });
      const events = await eventually(
        async () => (await own.get("/v1/events?limit=200")).body.items,
        (items) => items.length >= 5,
      );
      const types = events.map(({ type }: { type: string }) => type).sort();
      expect(types).toEqual([
        ...["message.accepted", "message.delivered", "message.received", "message.sent", "opt_out.created"],
      ]);
      const ofMessage = events.filter(({ data }: { data: { messageId?: string } }) => data.messageId === message.id);
      expect(ofMessage).toHaveLength(3);
      expect(JSON.stringify(events)).not.toContain(to.slice(2));
    },
  );
});
