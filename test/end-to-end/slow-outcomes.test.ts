import { describe, expect } from "vitest";
import { eventually, newRecipient, settled, simulator, tenant, testWith } from "./support/hub.ts";
import { newSendingTenant } from "./support/sending-tenant.ts";

describe.concurrent("sendMessage with a provider fault", () => {
  testWith("simulator")(
    "queues a throttled message and sends it once",
    async () => {
      const to = newRecipient();
      await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 1 });
      const { body } = await tenant.post("/v1/messages", { to, body: "later" });
      expect(body).toMatchObject({ status: "queued", isFinal: false });
      expect(await settled(body.id, 60_000)).toMatchObject({ status: "delivered" });
      expect(await simulator.accepted({ to })).toHaveLength(1);
    },
    70_000,
  );

  testWith("simulator")("resolves a lost answer by the status callback, and sends nothing again", async () => {
    const to = newRecipient();
    await simulator.fault({ match: { to }, kind: "lost-response" });
    const { status, body } = await tenant.post("/v1/messages", { to, body: "lost" });
    expect(status).toBe(201);
    const delivered = await settled(body.id);
    const accepted = await simulator.accepted({ to });
    expect(accepted).toHaveLength(1);
    expect(delivered).toMatchObject({ status: "delivered", providerMessageId: accepted[0]?.sid });
  });

  testWith("simulator")(
    "resolves a lost answer without callbacks within minutes, and sends nothing again",
    async () => {
      const to = newRecipient();
      await simulator.fault({ match: { to }, kind: "no-callbacks" });
      await simulator.fault({ match: { to }, kind: "lost-response" });
      const { body } = await tenant.post("/v1/messages", { to, body: "to be adopted" });
      expect(body.status).toBe("unknown");
      const adopted = await eventually(
        async () => (await tenant.get(`/v1/messages/${body.id}`)).body,
        ({ status }) => status !== "unknown",
        150_000,
      );
      expect(["accepted", "sent", "delivered"]).toContain(adopted.status);
      const accepted = await simulator.accepted({ to });
      expect(accepted).toHaveLength(1);
      expect(adopted.providerMessageId).toBe(accepted[0]?.sid);
    },
    160_000,
  );
});

describe.concurrent("createErasure", () => {
  testWith("simulator", "platformAdmin")(
    "leaves only the number's opt-out, here and at Twilio",
    async () => {
      const own = await newSendingTenant();
      const number = newRecipient();
      await own.post("/v1/messages", { to: number, body: "a secret" });
      await simulator.inbound({ from: number, to: own.number, body: "STOP" });
      const { status, body: job } = await own.post("/v1/erasures", { number });
      expect(status).toBe(202);
      const ended = await eventually(
        async () => (await own.get(`/v1/erasures/${job.id}`)).body,
        (erasure) => erasure.status === "completed" || erasure.status === "failed",
        150_000,
      );
      expect(ended).toMatchObject({ status: "completed", counts: { messages: 2, optOuts: 1 } });
      const participant = encodeURIComponent(number);
      expect((await own.get(`/v1/messages?participant=${participant}`)).body.items).toEqual([]);
      expect((await own.get(`/v1/opt-outs?number=${participant}`)).body.items).toEqual([]);
      expect((await simulator.accepted({ to: number })).map(({ body }) => body)).toEqual([""]);
      expect((await own.post("/v1/messages", { to: number, body: "x" })).body.status).toBe("suppressed");
    },
    160_000,
  );
});
