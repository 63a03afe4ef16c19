import { beforeAll, describe, expect, test } from "vitest";
import {
  api,
  eventually,
  hub,
  newBareTenant,
  newNumber,
  newTenant,
  simulator,
  type TestTenant,
} from "../support/hub/hub.ts";

interface SeenEvent {
  id: string;
  type: string;
  createdAt: string;
  data: Record<string, unknown>;
}

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const events = async (query = "", from = tenant.api): Promise<SeenEvent[]> =>
  (await from.get(`/v1/events?limit=200${query}`)).body.items;

/** The events of one message, oldest first, once there are that many. */
const eventsOf = async (messageId: string, count: number): Promise<SeenEvent[]> => {
  const own = async () => (await events()).filter(({ data }) => data.messageId === messageId).reverse();
  return eventually(own, (seen) => seen.length >= count);
};

describe("listEvents", () => {
  test("returns one event for each status of a message", async () => {
    const { body: message } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "an event or three" });
    const seen = await eventsOf(message.id, 3);
    expect(seen.map(({ type }) => type)).toEqual(["message.accepted", "message.sent", "message.delivered"]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(3);
    expect(seen[2]).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: "message.delivered",
      createdAt: expect.stringMatching(/Z$/),
      data: expect.objectContaining({ messageId: message.id, status: "delivered", direction: "outbound" }),
    });
  });

  test("returns each message of a batch once", async () => {
    const to = Array.from({ length: 60 }, newNumber);
    const { body: batch } = await tenant.api.post("/v1/message-batches", { to, body: "many at once" });
    const accepted = async () =>
      (await events("&type=message.accepted")).filter(({ data }) => data.batchId === batch.id);
    const seen = await eventually(accepted, (found) => found.length >= to.length, 25_000);
    expect(seen).toHaveLength(to.length);
    expect(new Set(seen.map(({ data }) => data.messageId)).size).toBe(to.length);
  });

  test("returns the reason of a failed message", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "reject", status: 400, code: 21408, message: "No permission" });
    const { body: failed } = await tenant.api.post("/v1/messages", { to, body: "no" });
    expect(await eventsOf(failed.id, 1)).toMatchObject([
      { type: "message.failed", data: { errorCode: "country_not_permitted", providerCode: "21408" } },
    ]);
  });

  test("returns STOP, its opt-outs, suppressed messages and START, without the number", async () => {
    const from = newNumber();
    const inbound = (body: string) => simulator.inbound({ from, to: tenant.twilio.number, body });
    const typed = (type: string, count: number) =>
      eventually(
        () => events(`&type=${type}`),
        (seen) => seen.length >= count,
      );
    await inbound("STOP");
    // One for the number and one for its Messaging Service.
    const created = await typed("opt_out.created", 2);
    expect(created.map(({ data }) => data.scope)).toEqual(
      expect.arrayContaining([{ sender: tenant.twilio.number }, { sender: tenant.twilio.messagingServiceSid }]),
    );
    expect(created[0]?.data).toMatchObject({ source: "keyword", number: expect.stringContaining("•••") });
    const { body: suppressed } = await tenant.api.post("/v1/messages", { to: from, body: "no" });
    expect((await eventsOf(suppressed.id, 1)).map(({ type }) => type)).toEqual(["message.suppressed"]);
    await inbound("START");
    expect(await typed("opt_out.deleted", 2)).toHaveLength(2);
    expect(await typed("message.received", 2)).toHaveLength(2);
    expect(JSON.stringify(await events())).not.toContain(from.slice(1));
  });

  test("filters by type and time, and pages newest first", async () => {
    const own = await newTenant();
    for (let i = 0; i < 3; i++) await own.api.post("/v1/messages", { to: newNumber(), body: "page" });
    const all = await eventually(
      () => events("", own.api),
      (seen) => seen.length >= 9,
    );
    expect(all).toHaveLength(9);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(
      all
        .map(({ createdAt }) => createdAt)
        .sort()
        .reverse(),
    );

    const paged: SeenEvent[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await own.api.get(`/v1/events?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      paged.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(all);

    const sent = await events("&type=message.sent", own.api);
    expect(sent.map(({ type }) => type)).toEqual(["message.sent", "message.sent", "message.sent"]);
    const middle = all[4]?.createdAt ?? "";
    const since = await events(`&since=${middle}`, own.api);
    const until = await events(`&until=${middle}`, own.api);
    expect(since.every(({ createdAt }) => createdAt >= middle)).toBe(true);
    expect(until.every(({ createdAt }) => createdAt < middle)).toBe(true);
    expect(since.length + until.length).toBe(9);
  });

  test("returns each event exactly once although the recording worker dies repeatedly", async () => {
    const own = await newTenant();
    for (let i = 0; i < 4; i++) {
      // A stream reader resumes where it stopped, so other tests lose nothing.
      await Promise.all([
        own.api.post("/v1/messages", { to: newNumber(), body: "killed" }),
        hub.kill("record-message-events"),
      ]);
    }
    const seen = await eventually(
      () => events("", own.api),
      (all) => all.length >= 12,
    );
    expect(seen).toHaveLength(12);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(12);
  });

  test("refuses an unknown type and an invalid cursor", async () => {
    expect(await tenant.api.get("/v1/events?type=message.lost")).toMatchObject({ status: 400 });
    expect(await tenant.api.get("/v1/events?type=")).toMatchObject({ status: 400 });
    expect(await tenant.api.get("/v1/events?cursor=x")).toMatchObject({
      status: 400,
      body: { code: "invalid_cursor" },
    });
  });

  test("hides other tenants' events, and shows a test key only test events", async () => {
    const { body: live } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "live" });
    await eventsOf(live.id, 1);
    expect(await events("", (await newBareTenant()).api)).toEqual([]);

    const { body: key } = await tenant.api.post("/v1/api-keys", {
      name: "test",
      mode: "test",
      permissions: ["manage_tenant", "send_messages"],
    });
    const withTestKey = api(key.secret);
    const { body: test } = await withTestKey.post("/v1/messages", { to: newNumber(), body: "test" });
    const seen = await eventually(
      () => events("", withTestKey),
      (all) => all.length > 0,
    );
    expect(new Set(seen.map(({ data }) => data.messageId))).toEqual(new Set([test.id]));
    expect((await events()).filter(({ data }) => data.messageId === test.id)).toEqual([]);
  });
});
