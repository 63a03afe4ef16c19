import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { newRecipient, officialClient, verifyService } from "./official-client.ts";

const screen: string[] = [];
let simulator: TwilioSimulator;
let control: TwilioControl;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  simulator = await startTwilioSimulator({ statusDelayMs: 1, onPhone: (line) => screen.push(line) });
  control = twilioControl(simulator.url);
  client = officialClient(simulator.url);
});
afterAll(() => simulator.close());

const at = (service = verifyService) => client.verify.v2.services(service);
const start = (to: string, more: object = {}) => at().verifications.create({ to, channel: "sms", ...more });
const check = (to: string, code: string) => at().verificationChecks.create({ to, code });
const codeOf = async (to: string) => (await control.codes(to)).at(-1) ?? "";
const wrong = (code: string) => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
const fetched = (sid: string) => at().verifications(sid).fetch();
const newService = async (settings: object) =>
  (await control.addVerifyService({ accountSid: demoAccount.accountSid, ...settings })).sid;

const forgotten = { status: 404, code: 20404 };

describe("Twilio simulator verification", () => {
  test("is pending after an SMS that no list shows, and approved by the right code", async () => {
    const to = newRecipient();
    const started = await start(to);
    expect(started).toMatchObject({ to, channel: "sms", status: "pending", valid: false, lookup: {}, sna: null });
    expect(started.sendCodeAttempts).toMatchObject([{ channel: "sms", attempt_sid: expect.stringMatching(/^VL/) }]);
    const code = await codeOf(to);
    expect(code).toMatch(/^\d{6}$/);
    const text = `Your PhoneHub verification code is: ${code}`;
    expect((await control.phone(to)).received).toMatchObject([{ channel: "sms", from: "22395", text }]);
    expect(screen).toContain(`phone ${to}  sms from 22395: ${text}`);
    expect(await control.accepted({ to })).toMatchObject([{ body: text }]);
    expect(await client.messages.list({ to })).toEqual([]);

    expect(await check(to, code)).toMatchObject({ sid: started.sid, status: "approved", valid: true });
    await expect(check(to, code)).rejects.toMatchObject(forgotten);
    await expect(fetched(started.sid)).rejects.toMatchObject(forgotten);
    expect(await control.verifications({ to })).toMatchObject([{ status: "approved", checks: 1, code }]);
  });

  test("stays pending after a wrong code, and can be fetched by number and by SID", async () => {
    const to = newRecipient();
    const { sid } = await start(to);
    const code = await codeOf(to);
    expect(await check(to, wrong(code))).toMatchObject({ status: "pending", valid: false });
    expect([(await fetched(to)).sid, (await fetched(sid)).status]).toEqual([sid, "pending"]);
    const checked = await at().verificationChecks.create({ verificationSid: sid, code });
    expect(checked.status).toBe("approved");
  });

  test("compares five codes, answers 60202 to the sixth, and then allows a new start", async () => {
    const to = newRecipient();
    const { sid } = await start(to);
    const code = await codeOf(to);
    for (let n = 0; n < 5; n += 1) expect((await check(to, wrong(code))).status).toBe("pending");
    expect((await fetched(sid)).status).toBe("max_attempts_reached");
    await expect(check(to, code)).rejects.toMatchObject({ status: 429, code: 60202 });
    await expect(check(to, code)).rejects.toMatchObject(forgotten);
    await expect(fetched(sid)).rejects.toMatchObject(forgotten);
    const next = await start(to);
    expect(next.sid).not.toBe(sid);
    expect((await check(to, await codeOf(to))).status).toBe("approved");
  });

  test("sends one code five times over any channel under one SID, and answers 60203 to the sixth", async () => {
    const to = newRecipient();
    const channels = ["sms", "whatsapp", "call", "sms", "auto"];
    const sids = new Set<string>();
    for (const channel of channels) sids.add((await start(to, { channel })).sid);
    expect(sids.size).toBe(1);
    await expect(start(to)).rejects.toMatchObject({ status: 429, code: 60203 });
    const [sid = ""] = sids;
    const { sendCodeAttempts } = await fetched(sid);
    expect(sendCodeAttempts.map((attempt) => (attempt as { channel: string }).channel)).toEqual([
      "sms",
      "whatsapp",
      "call",
      "sms",
      "sms",
    ]);
    await expect.poll(() => control.codes(to), { interval: 5 }).toHaveLength(5);
    expect(new Set(await control.codes(to)).size).toBe(1);
    // After its completion, a new verification can start.
    await check(to, await codeOf(to));
    expect((await start(to)).sid).not.toBe(sid);
  });

  test("compares at most five concurrent codes, and approves one", async () => {
    const to = newRecipient();
    await start(to);
    const code = await codeOf(to);
    const guesses = Array.from({ length: 20 }, (_, n) => check(to, n % 2 ? code : wrong(code)));
    const outcomes = await Promise.allSettled(guesses);
    const approved = outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value.valid);
    expect(approved).toHaveLength(1);
    expect((await control.verifications({ to }))[0]?.checks).toBeLessThanOrEqual(5);
  });

  test("expires after ten minutes, and a new start makes a new code", async () => {
    const to = newRecipient();
    const { sid } = await start(to);
    const code = await codeOf(to);
    const [made] = await control.verifications({ to });
    expect(Date.parse(made?.expiresAt ?? "") - Date.parse(made?.dateCreated ?? "")).toBe(600_000);
    // A resend does not extend the lifetime.
    await start(to);
    expect((await control.verifications({ to }))[0]?.expiresAt).toBe(made?.expiresAt);
    expect(await control.expireVerifications({ to })).toBe(1);
    await expect(check(to, code)).rejects.toMatchObject(forgotten);
    await expect(fetched(sid)).rejects.toMatchObject(forgotten);
    expect((await control.verifications({ to }))[0]?.status).toBe("expired");
    expect((await start(to)).sid).not.toBe(sid);
    await expect(control.expireVerifications({})).rejects.toThrow(/name at least one/);
  });

  test("can be canceled and still fetched, or approved by hand and forgotten", async () => {
    const [first, second] = [newRecipient(), newRecipient()];
    const canceled = await start(first);
    expect((await at().verifications(canceled.sid).update({ status: "canceled" })).status).toBe("canceled");
    expect((await fetched(canceled.sid)).status).toBe("canceled");
    await expect(check(first, await codeOf(first))).rejects.toMatchObject(forgotten);
    await expect(at().verifications(canceled.sid).update({ status: "approved" })).rejects.toMatchObject(forgotten);
    expect((await start(first)).sid).not.toBe(canceled.sid);

    const approved = await start(second);
    expect(await at().verifications(second).update({ status: "approved" })).toMatchObject({ valid: true });
    await expect(fetched(approved.sid)).rejects.toMatchObject(forgotten);
  });

  test("belongs to its service, and a service to its account", async () => {
    const to = newRecipient();
    const { sid } = await start(to);
    const other = await newService({ friendlyName: "Other" });
    await expect(at(other).verifications(sid).fetch()).rejects.toMatchObject(forgotten);
    await expect(at(other).verificationChecks.create({ to, code: await codeOf(to) })).rejects.toMatchObject(forgotten);
    const [accountSid, authToken] = [`AC${"c".repeat(32)}`, "token"];
    await control.addAccount({ accountSid, authToken });
    const stranger = officialClient(simulator.url, accountSid, authToken, accountSid);
    await expect(stranger.verify.v2.services(verifyService).fetch()).rejects.toMatchObject(forgotten);
    await expect(
      stranger.verify.v2.services(verifyService).verifications.create({ to, channel: "sms" }),
    ).rejects.toMatchObject(forgotten);
  });
});

describe("Twilio simulator code", () => {
  test.each([
    ["en", "Your PhoneHub verification code is: "],
    ["es", "Tu código de verificación para PhoneHub es: "],
    ["fr", "Votre code de vérification PhoneHub est : "],
    ["de", "Ihr PhoneHub-Bestätigungscode lautet: "],
    ["pt", "O seu código de verificação PhoneHub é: "],
    ["pt-BR", "Seu código de verificação para PhoneHub é: "],
  ])("arrives in the requested language: %s", async (locale, text) => {
    const to = newRecipient();
    await start(to, { locale });
    expect((await control.phone(to)).received[0]?.text).toBe(text + (await codeOf(to)));
  });

  test("arrives in the country's language by default", async () => {
    await start("+34612345678");
    expect((await control.phone("+34612345678")).received[0]?.text).toMatch(/^Tu código/);
  });

  test("arrives on WhatsApp, or by call digit by digit", async () => {
    const [written, called, busy] = [newRecipient(), newRecipient(), newRecipient()];
    await start(written, { channel: "whatsapp", customFriendlyName: "Acme" });
    expect(await control.accepted({ to: `whatsapp:${written}` })).toHaveLength(1);
    expect((await control.phone(written)).received).toMatchObject([
      { channel: "whatsapp", text: expect.stringContaining("Acme") },
    ]);
    await control.setPhone({ phoneNumber: busy, answers: "busy" });
    await start(called, { channel: "call", locale: "de" });
    await start(busy, { channel: "call" });
    await expect.poll(() => control.codes(called), { interval: 5 }).toHaveLength(1);
    const [call] = await control.calls({ to: called });
    const code = await codeOf(called);
    expect(call?.heard).toMatchObject([
      { verb: "say", language: "de", loop: 3, text: expect.stringContaining([...code].join(", ")) },
    ]);
    expect((await check(called, code)).status).toBe("approved");
    await expect.poll(async () => (await control.calls({ to: busy }))[0]?.status, { interval: 5 }).toBe("busy");
    expect(await control.codes(busy)).toEqual([]);
    expect(await client.calls.list({ to: called })).toEqual([]);
  });

  test("ends with the app's hash, and has the service's warning and length", async () => {
    const to = newRecipient();
    const service = await newService({ codeLength: 8, doNotShareWarningEnabled: true });
    await at(service).verifications.create({ to, channel: "sms", appHash: "FA+9qCX9VSu" });
    expect((await control.phone(to)).received[0]?.text).toMatch(/: \d{8}\. Don't share .*\n\nFA\+9qCX9VSu$/);
    expect(await codeOf(to)).toHaveLength(8);
  });

  test("is the account's own when the service allows it", async () => {
    const to = newRecipient();
    const service = await newService({ customCodeEnabled: true });
    await at(service).verifications.create({ to, channel: "sms", customCode: "4711" });
    expect(await codeOf(to)).toBe("4711");
    await expect(start(newRecipient(), { customCode: "4711" })).rejects.toMatchObject({ status: 403, code: 60204 });
  });

  test("does not arrive under fail-delivery", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "fail-delivery", errorCode: 30003 });
    await start(to);
    await expect.poll(() => control.phone(to), { interval: 5 }).toMatchObject({ received: [], codes: [] });
  });

  test("is read from ordinary messages too", async () => {
    const to = newRecipient();
    await client.messages.create({
      to,
      from: demoAccount.phoneNumbers[0],
      body: "Acme: 048213 is your code, good for 10 minutes. Call +14155550100.\n\n@example.com #048213",
    });
    expect(await control.codes(to)).toEqual(["048213"]);
  });
});

describe("Twilio simulator verification refusal", () => {
  test.each([
    [400, 60200, { to: "+1415555" }],
    [400, 60200, { to: "hello" }],
    [400, 60200, { to: "whatsapp:+14155552671" }],
    [400, 60200, { channel: "pigeon" }],
    [400, 60200, { locale: "tlh" }],
    [400, 60200, { deviceIp: "here" }],
    [400, 60200, { tags: "no json" }],
    [400, 60217, { channel: "email" }],
    [403, 60001, { channel: "sna" }],
  ])("answers status %i, error %i for %o, and sends nothing", async (status, code, change) => {
    const to = newRecipient();
    await expect(start(to, change)).rejects.toMatchObject({ status, code });
    expect(await control.verifications({ to })).toEqual([]);
  });

  test.each([
    [403, 60205, "landline"],
    [403, 60410, "prefix-blocked"],
    [400, 60223, "channel-disabled"],
    [403, 60605, "geo-not-permitted"],
    [429, 60212, "concurrent"],
  ] as const)("answers status %i, error %i for a number made %s", async (status, code, reason) => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "refuse-verification", reason });
    await expect(start(to)).rejects.toMatchObject({ status, code });
    expect(await control.codes(to)).toEqual([]);
    await start(to);
  });

  test("applies to a prefix or one channel, as long as it is armed", async () => {
    const prefix = "+4179";
    await control.fault({ match: { prefix }, kind: "refuse-verification", reason: "prefix-blocked", times: 0 });
    for (const to of ["+41791234567", "+41799999999"]) {
      await expect(start(to)).rejects.toMatchObject({ code: 60410 });
    }
    await start("+41781234567");
    const to = newRecipient();
    const off = { kind: "refuse-verification", reason: "channel-disabled", times: 0 } as const;
    await control.fault({ match: { to, channel: "whatsapp" }, ...off });
    await start(to);
    await expect(start(to, { channel: "whatsapp" })).rejects.toMatchObject({ code: 60223 });
    await control.clearFaults();
  });

  test("refuses an SMS to a landline (by numbering plan or by Lookup), but calls it", async () => {
    const to = newRecipient();
    await control.setLookup({ phoneNumber: to, line_type_intelligence: { type: "landline" } });
    await expect(start(to)).rejects.toMatchObject({ status: 403, code: 60205 });
    await expect(start("+34912345678")).rejects.toMatchObject({ code: 60205 });
    await start(to, { channel: "call" });
    const skipping = await newService({ skipSmsToLandlines: true, lookupEnabled: true });
    const started = await at(skipping).verifications.create({ to, channel: "sms" });
    expect(started).toMatchObject({ channel: "call", lookup: { carrier: { type: "landline" } } });
  });

  test("answers 60221 and 60200 to incomplete checks, and does not count a malformed code", async () => {
    const to = newRecipient();
    await start(to);
    await expect(at().verificationChecks.create({ code: "123456" })).rejects.toMatchObject({
      status: 400,
      code: 60221,
    });
    for (const code of ["", "12", "12345678901", "12 34"]) {
      await expect(check(to, code)).rejects.toMatchObject({ status: 400, code: 60200 });
    }
    await expect(check(newRecipient(), "123456")).rejects.toMatchObject(forgotten);
    expect((await control.verifications({ to }))[0]?.checks).toBe(0);
  });

  test("refuses test credentials", async () => {
    const [accountSid, authToken] = [`AC${"8".repeat(32)}`, "test-token"];
    const sid = `VA${"8".repeat(32)}`;
    await control.addAccount({ accountSid, authToken, isTest: true, verifyServices: [{ sid }] });
    const starting = officialClient(simulator.url, accountSid, authToken, accountSid)
      .verify.v2.services(sid)
      .verifications.create({ to: newRecipient(), channel: "sms" });
    await expect(starting).rejects.toMatchObject({ status: 403, code: 20008 });
  });
});

describe("Twilio simulator verification fault", () => {
  test("throttle and error-before send nothing; error-after and lost-response send the code", async () => {
    const outcome = async (kind: "throttle" | "error-before" | "error-after" | "lost-response") => {
      const to = newRecipient();
      await control.fault({ match: { to, operation: "verifications.create" }, kind });
      const error = await start(to).catch((reason: unknown) => reason);
      return { error, sent: (await control.codes(to)).length };
    };
    expect(await outcome("throttle")).toMatchObject({ error: { status: 429, code: 20429 }, sent: 0 });
    expect(await outcome("error-before")).toMatchObject({ error: { status: 500, code: 20500 }, sent: 0 });
    expect(await outcome("error-after")).toMatchObject({ error: { status: 500, code: 20500 }, sent: 1 });
    expect(await outcome("lost-response")).toMatchObject({ error: { code: "ECONNRESET" }, sent: 1 });
  });

  test("by number applies to a check that names only the SID", async () => {
    const to = newRecipient();
    const { sid } = await start(to);
    const code = await codeOf(to);
    await control.fault({ match: { to, operation: "verificationChecks.create" }, kind: "lost-response" });
    await expect(at().verificationChecks.create({ verificationSid: sid, code })).rejects.toMatchObject({
      code: "ECONNRESET",
    });
    // The verification is approved all the same.
    await expect(check(to, code)).rejects.toMatchObject(forgotten);
    expect(await control.requests({ to, operation: "verificationChecks.create" })).toMatchObject([
      { outcome: "hang-up" },
      { outcome: 404 },
    ]);
  });

  test("random applies to verifications, too", async () => {
    const service = await newService({ friendlyName: "Random" });
    await control.fault({
      match: { accountSid: demoAccount.accountSid, operation: "verifications.create" },
      kind: "random",
      rates: { throttle: 1 },
      times: 2,
    });
    for (let n = 0; n < 2; n += 1) {
      const starting = at(service).verifications.create({ to: newRecipient(), channel: "sms" });
      await expect(starting).rejects.toMatchObject({ status: 429, code: 20429 });
    }
    await at(service).verifications.create({ to: newRecipient(), channel: "sms" });
  });
});

describe("Twilio simulator Verify services", () => {
  test("create, change, list in pages and delete", async () => {
    const made = await client.verify.v2.services.create({ friendlyName: "Acme", codeLength: 4 });
    expect(made).toMatchObject({ friendlyName: "Acme", codeLength: 4, dtmfInputRequired: true, lookupEnabled: false });
    const changed = await at(made.sid).update({ codeLength: 7, doNotShareWarningEnabled: true });
    expect(changed).toMatchObject({ friendlyName: "Acme", codeLength: 7, doNotShareWarningEnabled: true });
    const listed = await client.verify.v2.services.list({ pageSize: 1 });
    expect(listed.map(({ sid }) => sid)).toEqual(expect.arrayContaining([made.sid, verifyService]));
    expect(await at(made.sid).remove()).toBe(true);
    await expect(at(made.sid).fetch()).rejects.toMatchObject(forgotten);
  });

  test.each([{ friendlyName: "Acme 12345" }, { codeLength: 3 }, { codeLength: 11 }])(
    "answer error 60200 for %o",
    async (change) => {
      const creating = client.verify.v2.services.create({ friendlyName: "Acme", ...change });
      await expect(creating).rejects.toMatchObject({ status: 400, code: 60200 });
    },
  );

  test("survive a reset, unlike verifications", async () => {
    await start(newRecipient());
    await control.reset();
    expect(await control.verifications()).toEqual([]);
    expect((await at().fetch()).friendlyName).toBe("PhoneHub");
  });
});
