import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { type HubStandIn, startHubStandIn } from "./hub-stand-in.ts";
import { from, newRecipient, officialClient } from "./official-client.ts";

let hub: HubStandIn;
let simulator: TwilioSimulator;
let control: TwilioControl;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  hub = await startHubStandIn();
  simulator = await startTwilioSimulator({ statusDelayMs: 10 });
  control = twilioControl(simulator.url);
  client = officialClient(simulator.url);
});
afterAll(async () => {
  await simulator.close();
  await hub.close();
});

const send = (to: string) => client.messages.create({ to, from, body: "Hello" });
const acceptedBy = async (to: string) => (await control.accepted({ to })).length;

describe("Twilio simulator request fault", () => {
  test("throttle answers 429 as often as armed, and accepts nothing", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "throttle", times: 2 });
    await expect(send(to)).rejects.toMatchObject({ status: 429, code: 20429 });
    await expect(send(to)).rejects.toMatchObject({ status: 429 });
    await send(to);
    expect(await acceptedBy(to)).toBe(1);
  });

  test("reject answers the given status and code", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "reject", status: 400, code: 21408, message: "No" });
    await expect(send(to)).rejects.toMatchObject({ status: 400, code: 21408, message: "No" });
    expect(await acceptedBy(to)).toBe(0);
  });

  test("error-before and error-after answer alike; only error-after accepts the message", async () => {
    const [before, after] = [newRecipient(), newRecipient()];
    await control.fault({ match: { to: before }, kind: "error-before" });
    await control.fault({ match: { to: after }, kind: "error-after" });
    await expect(send(before)).rejects.toMatchObject({ status: 500, code: 20500 });
    await expect(send(after)).rejects.toMatchObject({ status: 500, code: 20500 });
    expect([await acceptedBy(before), await acceptedBy(after)]).toEqual([0, 1]);
  });

  test("reset-before and lost-response cut the connection; only lost-response accepts the message", async () => {
    const [before, after] = [newRecipient(), newRecipient()];
    await control.fault({ match: { to: before }, kind: "reset-before" });
    await control.fault({ match: { to: after }, kind: "lost-response" });
    await expect(send(before)).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(send(after)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect([await acceptedBy(before), await acceptedBy(after)]).toEqual([0, 1]);
    const [request] = await control.requests({ to: after });
    expect(request).toMatchObject({ fault: "lost-response", outcome: "hang-up" });
  });

  test("slow accepts at once and answers late", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "slow", delayMs: 120 });
    const start = Date.now();
    const sending = send(to);
    await expect.poll(() => acceptedBy(to), { interval: 5 }).toBe(1);
    expect(Date.now() - start).toBeLessThan(120);
    await sending;
    expect(Date.now() - start).toBeGreaterThanOrEqual(119);
  });

  test.each(["html", "truncated"] as const)("unreadable (%s) accepts and answers nonsense", async (form) => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "unreadable", form });
    const message = await send(to).catch(() => undefined);
    expect(message?.sid).toBeUndefined();
    expect(await acceptedBy(to)).toBe(1);
  });

  test("matches by operation and account, and with times 0 lasts until cleared", async () => {
    const { id } = await control.fault({ match: { operation: "balance.fetch" }, kind: "error-before", times: 0 });
    await expect(client.balance.fetch()).rejects.toMatchObject({ status: 500 });
    await expect(client.balance.fetch()).rejects.toMatchObject({ status: 500 });
    await send(newRecipient());
    expect((await control.faults()).find((fault) => fault.id === id)).toMatchObject({ used: 2 });
    await control.clearFaults({ id });
    await client.balance.fetch();
  });

  test("refuses an invalid fault with an explanation", async () => {
    const wrong = { match: { to: "+1" }, kind: "explode" } as never;
    await expect(control.fault(wrong)).rejects.toThrow("answered 400");
  });
});

describe("Twilio simulator callback fault", () => {
  const statusesAt = async (path: string, count: number) =>
    (await hub.calls(path, count)).map(({ params }) => params.MessageStatus);
  const sendTo = (to: string, path: string) =>
    client.messages.create({ to, from, body: "Hello", statusCallback: hub.url + path });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 60));

  test("duplicate-callbacks sends each callback twice", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "duplicate-callbacks" });
    await sendTo(to, "/duplicate");
    expect(await statusesAt("/duplicate", 4)).toEqual(["sent", "sent", "delivered", "delivered"]);
  });

  test("shuffle-callbacks sends the last callback first", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "shuffle-callbacks" });
    await sendTo(to, "/shuffle");
    expect(await statusesAt("/shuffle", 2)).toEqual(["delivered", "sent"]);
  });

  test("callbacks-before-response sends all callbacks before the create answers queued", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "callbacks-before-response" });
    const message = await sendTo(to, "/before");
    expect(hub.received.filter(({ path }) => path === "/before")).toHaveLength(2);
    expect(message.status).toBe("queued");
  });

  test("no-callbacks delivers without a callback", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "no-callbacks" });
    const { sid } = await sendTo(to, "/silent");
    await settled();
    expect(await statusesAt("/silent", 0)).toEqual([]);
    expect((await client.messages(sid).fetch()).status).toBe("delivered");
  });

  test("delay-callbacks delays the states", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "delay-callbacks", delayMs: 100 });
    await sendTo(to, "/delayed");
    await settled();
    expect(await statusesAt("/delayed", 0)).toEqual([]);
    expect(await statusesAt("/delayed", 2)).toEqual(["sent", "delivered"]);
  });

  test("fail-delivery ends undelivered after sent, or failed instead of sent, with the code", async () => {
    const [undelivered, failed] = [newRecipient(), newRecipient()];
    await control.fault({ match: { to: undelivered }, kind: "fail-delivery", errorCode: 30005 });
    await control.fault({ match: { to: failed }, kind: "fail-delivery", errorCode: 30007, status: "failed" });
    const { sid } = await sendTo(undelivered, "/undelivered");
    await sendTo(failed, "/failed");
    expect(await statusesAt("/undelivered", 2)).toEqual(["sent", "undelivered"]);
    expect(await statusesAt("/failed", 1)).toEqual(["failed"]);
    expect((await hub.calls("/failed", 1))[0]?.params).toMatchObject({ ErrorCode: "30007" });
    expect(await client.messages(sid).fetch()).toMatchObject({ status: "undelivered", errorCode: 30005 });
  });
});
