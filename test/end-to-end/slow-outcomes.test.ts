import { describe, expect } from "vitest";
import { eventually, newRecipient, settled, simulator, tenant, testWith } from "./hub.ts";

describe.concurrent("a message whose hand-over went wrong", () => {
  testWith("simulator")(
    "was refused for going too fast: it waits in the queue and goes out once",
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

  testWith("simulator")("lost its answer: the status callback finds it, and nothing is sent again", async () => {
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
    "lost its answer and its callbacks: the sweeper finds it at Twilio within minutes, and nothing is sent again",
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
