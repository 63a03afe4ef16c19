import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";

const withAccount = async (settings: object = {}, more: Parameters<typeof hub.newTwilioAccount>[0] = {}) => {
  const [tenant, account] = await Promise.all([hub.newBareTenant(), hub.newTwilioAccount(more)]);
  const { accountSid, authToken } = account;
  const made = await tenant.api.post(path, {
    ...{ name: "Twilio", provider: "twilio", credentials: { accountSid, authToken } },
    ...settings,
  });
  return { ...tenant, account, config: `${path}/${made.body.id}`, configId: made.body.id };
};
const stateOf = async (api: Api, config: string) => {
  const { verified, verifiedAt, health } = (await api.get(config)).body;
  return { verified, verifiedAt, status: health.status, lastError: health.lastError };
};

describe("testProviderConnection", () => {
  test("verifies valid credentials and describes the account", async () => {
    const { api, config } = await withAccount();
    const answer = await api.post(`${config}/test-connection`);
    expect(answer).toMatchObject({ status: 200, body: { verified: true, account: { status: "active" } } });
    expect(answer.body.account.balance).toEqual({ amount: "42.00", currency: "USD" });
    const state = await stateOf(api, config);
    expect(state).toMatchObject({ verified: true, status: "healthy", lastError: null });
    expect(Date.now() - Date.parse(state.verifiedAt)).toBeLessThan(10_000);
  });

  test("writes one audit row (invariant 22)", async () => {
    const { id, api, config } = await withAccount();
    await api.post(`${config}/test-connection`);
    const rows = (await hub.rows("audit", id)).filter(({ action }) => action === "testProviderConnection");
    expect(rows).toMatchObject([{ changes: { verified: true } }]);
  });

  test("refuses invalid credentials and clears the verification", async () => {
    const { api, config, account } = await withAccount();
    await api.post(`${config}/test-connection`);
    await hub.simulator.fault({
      ...{ kind: "reject", status: 401, code: 20003, message: "Authenticate" },
      match: { accountSid: account.accountSid, operation: "accounts.fetch" },
    });
    const answer = await api.post(`${config}/test-connection`);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "provider_rejected_credentials", providerCode: "20003" },
    });
    expect(await stateOf(api, config)).toMatchObject({ verified: false, verifiedAt: null, status: "unhealthy" });
  });

  test("keeps the known result when the provider does not answer", async () => {
    const { api, config, account } = await withAccount();
    await api.post(`${config}/test-connection`);
    const before = await stateOf(api, config);
    const match = { accountSid: account.accountSid, operation: "accounts.fetch" };
    await hub.simulator.fault({ kind: "error-before", status: 503, match, times: 1 });
    const answer = await api.post(`${config}/test-connection`);
    expect(answer).toMatchObject({ status: 503, body: { code: "temporarily_unavailable" } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await stateOf(api, config)).toEqual(before);
  });

  test("loses the verification when setProviderCredentials runs again", async () => {
    const { api, config, account } = await withAccount();
    await api.post(`${config}/test-connection`);
    const { accountSid, authToken } = account;
    const set = await api.put(`${config}/credentials`, { accountSid, authToken });
    expect(set.body).toMatchObject({ verified: false, verifiedAt: null, health: { status: "unknown" } });
  });

  test("refuses a configuration without credentials, unless it is in test mode", async () => {
    const { api } = await hub.newBareTenant();
    const { body: live } = await api.post(path, { name: "x", provider: "twilio" });
    const answer = await api.post(`${path}/${live.id}/test-connection`);
    expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
    const { body: test } = await api.post(path, { name: "x", provider: "twilio", testMode: true });
    expect((await api.post(`${path}/${test.id}/test-connection`)).body).toMatchObject({
      verified: true,
      account: null,
    });
    expect((await api.patch(`${path}/${test.id}`, { testMode: false })).body.verified).toBe(false);
  });

  test("does not verify credentials that changed during the test", async () => {
    const { api, config, account } = await withAccount();
    const match = { accountSid: account.accountSid, operation: "accounts.fetch" };
    await hub.simulator.fault({ kind: "slow", delayMs: 300, match });
    const tested = api.post(`${config}/test-connection`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await api.put(`${config}/credentials`, { accountSid: account.accountSid, authToken: "wrong".repeat(7) });
    expect((await tested).status).toBe(409);
    expect(await stateOf(api, config)).toMatchObject({ verified: false });
  });
});

describe("testProviderConnection compares the senders with the account's", () => {
  const whatsApp = (sender: string | null) => ({ channels: { whatsapp: { sender } } });
  const sid = () => `MG${crypto.randomUUID().replaceAll("-", "")}`;
  const tested = async (settings: object, more: Parameters<typeof hub.newTwilioAccount>[0] = {}) => {
    const made = await withAccount({}, more);
    const patched = await made.api.patch(made.config, settings);
    expect(patched.status).toBe(200);
    return { ...made, answer: await made.api.post(`${made.config}/test-connection`) };
  };
  const ownershipOf = ({ body }: { body: { senders: { sender: string; ownership: string }[] } }) =>
    Object.fromEntries(body.senders.map(({ sender, ownership }) => [sender, ownership]));

  test("verifies senders that the account has", async () => {
    const messagingServiceSid = sid();
    const messagingServices = [{ sid: messagingServiceSid }];
    const { api, account, config } = await withAccount({}, { messagingServices });
    const { number } = account;
    await api.patch(config, { fromNumbers: [number], ...whatsApp(number), messagingServiceSid });
    const { body } = await api.post(`${config}/test-connection`);
    expect(body).toMatchObject({ verified: true, message: "The provider accepted the credentials." });
    expect(body.senders).toEqual([
      { field: "fromNumbers", sender: number, ownership: "owned" },
      { field: "channels.whatsapp.sender", sender: number, ownership: "owned" },
      { field: "messagingServiceSid", sender: messagingServiceSid, ownership: "owned" },
    ]);
  });

  test.each([
    ["fromNumbers", { fromNumbers: ["+14157770901"] }, "+14157770901"],
    ["channels.whatsapp.sender", whatsApp("+14157770902"), "+14157770902"],
    ["messagingServiceSid", { messagingServiceSid: `MG${"9".repeat(32)}` }, `MG${"9".repeat(32)}`],
  ])("refuses %s that the account does not have, and names it", async (field, settings, sender) => {
    const { api, config, answer } = await tested(settings);
    const message = `The account does not have these senders: ${field} ${sender}.`;
    expect(answer).toMatchObject({
      status: 200,
      body: { verified: false, message, senders: [{ field, sender, ownership: "notOwned" }] },
    });
    expect(await stateOf(api, config)).toEqual({
      ...{ verified: false, verifiedAt: null, status: "unhealthy", lastError: message },
    });
    await api.patch(config, { fromNumbers: [], ...whatsApp(null), messagingServiceSid: null });
    expect((await api.post(`${config}/test-connection`)).body).toMatchObject({ verified: true });
  });

  test("refuses a number of the account that is not a WhatsApp sender", async () => {
    const { api, account, config } = await withAccount({}, { whatsappSenders: [] });
    await api.patch(config, { fromNumbers: [account.number], ...whatsApp(account.number) });
    const { body } = await api.post(`${config}/test-connection`);
    expect(body).toMatchObject({ verified: false, senders: [{ ownership: "owned" }, { ownership: "notOwned" }] });
  });

  test("recognises a number in its other form", async () => {
    const { answer } = await tested(
      { fromNumbers: ["+5215512349001"], ...whatsApp("+5215512349001") },
      { phoneNumbers: ["+525512349001"], whatsappSenders: ["+525512349001"] },
    );
    expect(answer.body).toMatchObject({ verified: true });
  });

  test("reads lists of more than one page", async () => {
    const many = Array.from({ length: 1_005 }, (_none, at) => `+1415888${String(at).padStart(4, "0")}`);
    const [late, stranger] = [many.at(-1) ?? "", "+14157770903"];
    const fromNumbers = [...many.slice(0, 5), late, stranger];
    const { answer } = await tested({ fromNumbers, ...whatsApp(late) }, { phoneNumbers: many, whatsappSenders: many });
    expect(answer.body).toMatchObject({ verified: false });
    expect(answer.body.message).toBe(`The account does not have these senders: fromNumbers ${stranger}.`);
    expect(ownershipOf(answer)).toMatchObject({ [late]: "owned", [stranger]: "notOwned" });
  });

  test.each([
    [403, 20403],
    [401, 20003],
  ])("reports senders that Twilio did not list (%i %i) as not checked", async (status, code) => {
    const { api, account, config } = await withAccount();
    const messagingServiceSid = sid();
    await api.patch(config, {
      ...{ fromNumbers: ["+14157770904"], ...whatsApp("+14157770905"), messagingServiceSid },
    });
    for (const operation of ["incomingPhoneNumbers.list", "channelSenders.list", "messagingServices.fetch"])
      await hub.simulator.fault({
        ...{ kind: "reject", status, code, message: "Forbidden" },
        match: { accountSid: account.accountSid, operation },
      });
    const answer = await api.post(`${config}/test-connection`);
    expect(answer).toMatchObject({ status: 200, body: { verified: true } });
    expect(answer.body.message).toBe(
      `The provider accepted the credentials. Not checked, because the provider did not list them: fromNumbers +14157770904, channels.whatsapp.sender +14157770905, messagingServiceSid ${messagingServiceSid}.`,
    );
    expect(new Set(Object.values(ownershipOf(answer)))).toEqual(new Set(["notChecked"]));
  });

  test("keeps the known result when Twilio cannot list the senders for now", async () => {
    const { api, account, config } = await withAccount(whatsApp("+14157770906"));
    const match = { accountSid: account.accountSid, operation: "channelSenders.list" };
    await hub.simulator.fault({ kind: "error-before", status: 503, match });
    expect(await api.post(`${config}/test-connection`)).toMatchObject({
      ...{ status: 503, body: { code: "temporarily_unavailable" } },
    });
    expect(await stateOf(api, config)).toMatchObject({ verified: false, status: "unknown", lastError: null });
  });

  test("accepts Twilio's WhatsApp sandbox and says so, and does not check a sender ID", async () => {
    const { answer } = await tested({ ...whatsApp("+14155238886"), senderId: "Acme" });
    expect(answer.body).toMatchObject({ verified: true });
    expect(answer.body.message).toContain("channels.whatsapp.sender +14155238886 is Twilio's WhatsApp sandbox");
    expect(answer.body.message).toContain("Not checked, because the provider did not list them: senderId Acme.");
    expect(ownershipOf(answer)).toEqual({ "+14155238886": "sandbox", Acme: "notChecked" });
  });

  test("must run again after an added sender, but not after a removed or respelled one", async () => {
    const senders = { fromNumbers: ["+525512349002"], ...whatsApp("+525512349002") };
    const { api, config } = await tested(senders, {
      phoneNumbers: ["+525512349002"],
      whatsappSenders: ["+525512349002"],
    });
    const verifiedAfter = async (settings: object) => (await api.patch(config, settings)).body.verified;
    expect(await verifiedAfter({ ...whatsApp("+5215512349002"), name: "Renamed" })).toBe(true);
    expect(await verifiedAfter({ fromNumbers: [] })).toBe(true);
    for (const added of [{ fromNumbers: ["+14157770907"] }, whatsApp("+14157770908"), { messagingServiceSid: sid() }]) {
      expect(await verifiedAfter(added)).toBe(false);
      expect(await stateOf(api, config)).toMatchObject({ verified: false, verifiedAt: null });
      await api.patch(config, { fromNumbers: [], ...whatsApp(null), messagingServiceSid: null });
      expect((await api.post(`${config}/test-connection`)).body.verified).toBe(true);
    }
  });

  test("does not verify a sender that was added during the test", async () => {
    const { api, account, config } = await withAccount();
    const match = { accountSid: account.accountSid, operation: "accounts.fetch" };
    await hub.simulator.fault({ kind: "slow", delayMs: 300, match });
    const answer = api.post(`${config}/test-connection`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await api.patch(config, { fromNumbers: ["+14157770909"] });
    expect((await answer).status).toBe(409);
    expect(await stateOf(api, config)).toMatchObject({ verified: false });
  });
});

describe("listProviderNumbers and connectProviderNumber", () => {
  const connected = async (number: object = {}, settings: object = {}) => {
    const tenant = await hub.newBareTenant({ defaultCountry: "US" });
    const hex = crypto.randomUUID().replaceAll("-", "");
    const account = { accountSid: `AC${hex}`, authToken: hex };
    const sid = `PN${hex}`;
    await hub.simulator.addAccount({ ...account, phoneNumbers: [{ sid, phoneNumber: "+14155550142", ...number }] });
    const { body } = await tenant.api.post(path, { name: "x", provider: "twilio", credentials: account, ...settings });
    const config = `${path}/${body.id}`;
    await tenant.api.post(`${config}/test-connection`);
    return { ...tenant, account, sid, config, url: body.webhookUrls.inbound, one: `${config}/phone-numbers/${sid}` };
  };
  const webhooksOf = async (api: Api, config: string) =>
    (await api.get(`${config}/phone-numbers`)).body.items[0].webhooks;

  test("list an account's numbers with their webhook URLs", async () => {
    const { api, config, sid } = await connected({ smsUrl: "https://old.example/sms" });
    expect(await api.get(`${config}/phone-numbers`)).toMatchObject({
      status: 200,
      body: {
        items: [{ sid, number: "+14155550142", isConnected: false, webhooks: { smsUrl: "https://old.example/sms" } }],
        nextCursor: null,
      },
    });
  });

  test("find a number by its digits as by its SID", async () => {
    const { api, config, sid } = await connected();
    for (const named of ["+14155550142", "%2B14155550142", "1%20415%20555%200142", "(415)%20555-0142"])
      expect(await api.post(`${config}/phone-numbers/${named}/connect`), named).toMatchObject({
        status: 200,
        body: { sid, isConnected: true },
      });
    expect(await api.post(`${config}/phone-numbers/+14155550143/connect`)).toMatchObject({ status: 404 });
    expect(await api.post(`${config}/phone-numbers/+1415555014/connect`)).toMatchObject({ status: 404 });
    expect(await api.post(`${config}/phone-numbers/415555/connect`)).toMatchObject({ status: 400 });
    expect(await api.post(`${config}/phone-numbers/%2B14155550142/disconnect`)).toMatchObject({ status: 200 });
    expect((await api.get(config)).body.fromNumbers).toEqual([]);
  });

  test("connect a number for receiving and sending, and write an audit row (invariant 22)", async () => {
    const { id, api, config, url, one } = await connected();
    expect(await api.post(`${one}/connect`, {})).toMatchObject({
      status: 200,
      body: { isConnected: true, webhooks: { smsUrl: `${url}#rc=3&rp=ct,rt,4xx,5xx`, smsMethod: "POST" } },
    });
    expect((await api.get(config)).body.fromNumbers).toEqual(["+14155550142"]);
    expect((await api.post(`${one}/connect`)).status).toBe(200);
    const actions = (await hub.rows("audit", id)).map(({ action }) => action);
    expect(actions.filter((action) => action === "connectProviderNumber")).toHaveLength(1);
  });

  test("take over existing webhooks only on request, and restore them on disconnect", async () => {
    const former = { smsUrl: "https://old.example/sms", smsMethod: "GET", smsFallbackUrl: "https://old.example/f" };
    const { api, config, one } = await connected(former);
    const refused = await api.post(`${one}/connect`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: "number_in_use", webhooks: former } });
    expect(await webhooksOf(api, config)).toMatchObject(former);
    const taken = await api.post(`${one}/connect`, { replace: true });
    expect(taken.body).toMatchObject({ isConnected: true, webhooks: { smsFallbackUrl: null } });
    const given = await api.post(`${one}/disconnect`);
    expect(given).toMatchObject({ status: 200, body: { isConnected: false, webhooks: former } });
    expect((await api.get(config)).body.fromNumbers).toEqual([]);
    expect((await api.post(`${one}/disconnect`)).body.code).toBe("conflict");
  });

  test("keep concurrent connections and their former webhooks", async () => {
    const tenant = await hub.newBareTenant();
    const hex = crypto.randomUUID().replaceAll("-", "");
    const account = { accountSid: `AC${hex}`, authToken: hex };
    const numbers = Array.from({ length: 5 }, (_none, at) => ({
      sid: `PN${at}${hex.slice(1)}`,
      phoneNumber: `+1415555020${at}`,
      smsUrl: `https://old.example/${at}`,
    }));
    await hub.simulator.addAccount({ ...account, phoneNumbers: numbers });
    const { body } = await tenant.api.post(path, { name: "x", provider: "twilio", credentials: account });
    const config = `${path}/${body.id}`;
    await tenant.api.post(`${config}/test-connection`);
    const all = (verb: string) =>
      Promise.all(
        numbers.map(({ sid }) => tenant.api.post(`${config}/phone-numbers/${sid}/${verb}`, { replace: true })),
      );
    // The provider answers all requests late, so that they write at the same moment.
    const match = { accountSid: account.accountSid, operation: "incomingPhoneNumbers.fetch" };
    await hub.simulator.fault({ kind: "slow", delayMs: 150, match, times: 10 });
    await all("connect");
    const { fromNumbers } = (await tenant.api.get(config)).body;
    expect(fromNumbers.sort()).toEqual(numbers.map(({ phoneNumber }) => phoneNumber));
    const given = await all("disconnect");
    expect(given.map((answer) => answer.body.webhooks.smsUrl)).toEqual(numbers.map(({ smsUrl }) => smsUrl));
    expect((await tenant.api.get(config)).body.fromNumbers).toEqual([]);
  });

  test("treat Twilio's demo webhooks as unused", async () => {
    const { api, one } = await connected({ smsUrl: "https://demo.twilio.com/welcome/sms/reply/" });
    expect((await api.post(`${one}/connect`, {})).body.isConnected).toBe(true);
  });

  test("keep a former sender as a sender after disconnect", async () => {
    const { api, config, one } = await connected({}, { fromNumbers: ["+14155550142"] });
    await api.post(`${one}/connect`, {});
    await api.post(`${one}/disconnect`);
    expect((await api.get(config)).body.fromNumbers).toEqual(["+14155550142"]);
  });

  test("keep the former webhooks on record when the provider fails in between", async () => {
    const { api, config, one, account } = await connected({ smsUrl: "https://old.example/sms" });
    const match = { accountSid: account.accountSid };
    const operation = "incomingPhoneNumbers.update";
    await hub.simulator.fault({ kind: "lost-response", match: { ...match, operation } });
    const failed = await api.post(`${one}/connect`, { replace: true });
    expect(failed).toMatchObject({ status: 503 });
    expect((await api.get(`${config}/phone-numbers`)).body.items[0].isConnected).toBe(true);
    expect((await api.post(`${one}/disconnect`)).body.webhooks.smsUrl).toBe("https://old.example/sms");
  });

  test.each(["PN123", `PN${"0".repeat(32)}`, "__proto__", "..%2FMessages"])("refuse %s as a number id", async (sid) => {
    const { api, config } = await connected();
    expect((await api.post(`${config}/phone-numbers/${sid}/connect`, {})).status).toBe(404);
    expect((await api.post(`${config}/phone-numbers/${sid}/disconnect`)).status).toBe(404);
  });

  test("require a verified configuration of a provider that has numbers", async () => {
    const { api, config } = await withAccount();
    expect((await api.get(`${config}/phone-numbers`)).body.code).toBe("provider_not_verified");
    const { body: sns } = await api.post(path, { name: "x", provider: "sns" });
    expect((await api.get(`${path}/${sns.id}/phone-numbers`)).body.code).toBe("not_supported");
    const { body: test } = await api.post(path, { name: "x", provider: "twilio", testMode: true });
    expect((await api.get(`${path}/${test.id}/phone-numbers`)).body.code).toBe("not_supported");
  });
});
