import { beforeAll, describe, expect, test } from "vitest";
import { manifestOf, type ProviderName } from "../../shared/providers/manifests.ts";
import { endOf } from "../batches/batch-client.ts";
import type { Api } from "../support/api.ts";
import { eventually, newBareTenant, newTwilioAccount, simulator } from "../support/hub/hub.ts";
import { check, otherThan } from "../verifications/verification-client.ts";

/** The outcome of the next send to a number. */
export type Fate = "accepted" | "rejected" | "optedOut" | "throttled" | "unknown";

/** A provider that a test of the served hub sends through. */
export interface ProviderUnderTest {
  /** The credentials and senders of a configuration. */
  settings: object;
  /** A US number that no other test uses. */
  recipient(fate: Fate): Promise<string>;
  /** The texts that the provider accepted for a number, oldest first. */
  textsTo(number: string): Promise<string[]>;
}

const configs = "/v1/provider-configs";

/** A configuration that has passed its test. */
const addConfig = async (api: Api, provider: ProviderName, settings: object): Promise<string> => {
  const made = await api.post(configs, { name: provider, provider, ...settings });
  expect(made).toMatchObject({ status: 201, body: { provider, verified: false, hasCredentials: true } });
  const tested = await api.post(`${configs}/${made.body.id}/test-connection`);
  expect(tested).toMatchObject({ status: 200, body: { verified: true } });
  return made.body.id;
};

/** The daily work of a tenant. It is the same through each provider that sends SMS, apart from the abilities in the manifest. */
export const mainJobContract = (provider: ProviderName, open: () => Promise<ProviderUnderTest>): void => {
  const { title, channels, reports, looksUp, verifies } = manifestOf(provider);

  describe(`the main job through ${provider}`, () => {
    let it: ProviderUnderTest;
    let api: Api;
    let configId: string;
    beforeAll(async () => {
      it = await open();
      ({ api } = await newBareTenant({ name: "Acme" }));
      configId = await addConfig(api, provider, it.settings);
    });
    const send = async (to: string, body = "Your table is ready") =>
      (await api.post("/v1/messages", { to, body })).body;
    const settled = (id: string) =>
      eventually(
        async () => (await api.get(`/v1/messages/${id}`)).body,
        ({ isFinal }) => isFinal,
      );

    test("shows the configuration, with webhooks if the provider calls them", async () => {
      const { body } = await api.get(`${configs}/${configId}`);
      expect(body).toMatchObject({ provider, verified: true, isDefault: true, health: { status: "healthy" } });
      expect(body.webhookUrls.status !== null).toBe(reports === "callbacks");
    });

    test("refuses credentials of another shape", async () => {
      const answer = await api.put(`${configs}/${configId}/credentials`, { password: "a-secret" });
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    });

    test("reads a number, and sends one SMS to it, up to the last status", async () => {
      const to = await it.recipient("accepted");
      const input = `(${to.slice(2, 5)}) ${to.slice(5, 8)}-${to.slice(8)}`;
      const { body: read } = await api.post("/v1/numbers/normalize", { input });
      expect(read).toMatchObject({ number: to, country: "US", isValid: true });
      const sent = await send(to);
      expect(sent).toMatchObject({ to, provider, providerConfigId: configId, channel: "sms", isTest: false });
      const status = reports === "callbacks" ? "delivered" : "accepted";
      expect(await settled(sent.id)).toMatchObject({ status, isFinal: true, error: null });
      expect(await it.textsTo(to)).toEqual(["Your table is ready"]);
    });

    test("fails a refused message, with the hub's code and the provider's", async () => {
      const to = await it.recipient("rejected");
      expect(await send(to)).toMatchObject({
        ...{ status: "failed", isFinal: true },
        error: { code: expect.stringMatching(/^[a-z_]+$/), providerCode: expect.stringMatching(/./) },
      });
      expect(await it.textsTo(to)).toEqual([]);
    });

    test("queues a throttled message", async () => {
      const to = await it.recipient("throttled");
      expect(await send(to)).toMatchObject({ status: "queued", isFinal: false });
    });

    test("sends a message once whose answer is lost, and calls it unknown (invariant 1)", async () => {
      const to = await it.recipient("unknown");
      const { id, status } = await send(to);
      expect(status).toBe("unknown");
      if (reports === "none") expect(await settled(id)).toMatchObject({ status: "unknown", isFinal: true });
      expect(await it.textsTo(to)).toHaveLength(1);
    });

    test("sends a batch to its end, and counts each recipient", async () => {
      const to = await Promise.all(Array.from({ length: 4 }, () => it.recipient("accepted")));
      const refused = await it.recipient("rejected");
      const made = await api.post("/v1/message-batches", { to: [...to, refused], body: "We open at nine" });
      expect(made.status).toBe(202);
      const batch = await endOf(api, made.body.id);
      expect(batch).toMatchObject({ status: "completed", total: 5, counts: { accepted: 4, failed: 1, pending: 0 } });
      for (const number of to) expect(await it.textsTo(number)).toEqual(["We open at nine"]);
    });

    test("sends nothing to a number that has opted out (invariant 7)", async () => {
      const to = await it.recipient("accepted");
      expect((await api.put(`/v1/opt-outs/${encodeURIComponent(to)}`, {})).status).toBe(200);
      expect(await send(to)).toMatchObject({ status: "suppressed", error: { code: "recipient_opted_out" } });
      expect(await it.textsTo(to)).toEqual([]);
    });

    test("records an opt-out that the provider tells by refusing a message", async () => {
      const to = await it.recipient("optedOut");
      expect(await send(to)).toMatchObject({ status: "failed", error: { code: "recipient_opted_out" } });
      const { body } = await api.get(`/v1/opt-outs?number=${encodeURIComponent(to)}`);
      expect(body.items).toMatchObject([{ source: "provider" }]);
      expect(await send(to)).toMatchObject({ status: "suppressed" });
    });

    test("sends a one-time code of the hub's own, and approves it once", async () => {
      const to = await it.recipient("accepted");
      const started = await api.post("/v1/verifications", { to, purpose: "login" });
      expect(started).toMatchObject({ status: 201, body: { engine: "own", channel: "sms", status: "pending" } });
      const [text = ""] = await it.textsTo(to);
      const [code = ""] = /\b\d{6}\b/.exec(text) ?? [];
      const { id } = started.body;
      expect((await check(api, id, otherThan(code))).body).toMatchObject({ approved: false });
      expect((await check(api, id, code)).body).toMatchObject({ approved: true });
      expect((await check(api, id, code)).status).toBe(410);
    });

    test("looks a number up at the provider, or in the numbering plan if the provider has no lookups", async () => {
      const number = await it.recipient("accepted");
      const { status, body } = await api.post("/v1/lookups", { number });
      expect(status).toBe(200);
      expect(body).toMatchObject({ number, isValid: true, source: looksUp ? "provider" : "metadata" });
    });

    test("fails over to another provider and back, and sends each message once", async () => {
      const { api: own } = await newBareTenant();
      const { accountSid, authToken, number } = await newTwilioAccount();
      const first = await addConfig(own, provider, it.settings);
      const twilio = { credentials: { accountSid, authToken }, fromNumbers: [number] };
      const second = await addConfig(own, "twilio", { ...twilio, failoverConfigId: first });
      await own.patch(`${configs}/${first}`, { failoverConfigId: second });
      const by = async (providerConfigId: string, to: string) =>
        (await own.post("/v1/messages", { to, body: "either way", providerConfigId })).body.providerConfigId;

      const throttled = await it.recipient("throttled");
      expect(await by(first, throttled)).toBe(second);
      expect(await simulator.accepted({ to: throttled, accountSid })).toHaveLength(1);
      const direct = await it.recipient("accepted");
      expect(await by(first, direct)).toBe(first);
      expect(await it.textsTo(direct)).toEqual(["either way"]);
      const back = await it.recipient("accepted");
      await simulator.fault({ kind: "throttle", match: { to: back, accountSid } });
      expect(await by(second, back)).toBe(first);
      expect(await it.textsTo(back)).toEqual(["either way"]);
      expect(await simulator.accepted({ to: back, accountSid })).toEqual([]);
    });

    // By default, a configuration switches on only SMS.
    const refusals: [string, string, object, RegExp][] = [
      ["WhatsApp", "/v1/messages", { channel: "whatsapp", body: "x" }, /WhatsApp/],
      ["a code on WhatsApp", "/v1/verifications", { channel: "whatsapp", purpose: "login" }, /WhatsApp/],
      ["a code in a call", "/v1/verifications", { channel: "call", purpose: "login" }, /voice|call/i],
    ];
    if (!channels.sms?.media)
      refusals.push(["media", "/v1/messages", { body: "x", mediaUrls: ["https://example.com/a"] }, RegExp(title)]);
    if (!channels.sms?.providerTemplates)
      refusals.push(["a provider's template", "/v1/messages", { contentSid: `HX${"c".repeat(32)}` }, RegExp(title)]);
    test.each(refusals)("names what it cannot do, and sends nothing: %s", async (_name, path, request, detail) => {
      const to = await it.recipient("accepted");
      const answer = await api.post(path, { to, ...request });
      expect(answer).toMatchObject({ status: 409, body: { code: "not_supported" } });
      expect(answer.body.detail).toMatch(detail);
      expect(await it.textsTo(to)).toEqual([]);
    });

    const withoutVerify = verifies ? [] : [title];
    test.each(withoutVerify)("refuses a code that %s would make", async () => {
      const { api: own } = await newBareTenant();
      await addConfig(own, provider, it.settings);
      await own.patch("/v1/tenants/current/verification-policy", { engine: "twilio-verify" });
      const to = await it.recipient("accepted");
      const answer = await own.post("/v1/verifications", { to, purpose: "login" });
      expect(answer).toMatchObject({ status: 409, body: { code: "not_supported" } });
      expect(await it.textsTo(to)).toEqual([]);
    });
  });
};
