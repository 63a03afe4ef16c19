import { randomInt } from "node:crypto";
import { startTwilioSimulator, type TwilioSimulator } from "@phonehub/simulators/twilio";
import { type TwilioControl, twilioControl } from "@phonehub/simulators/twilio/control";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OutgoingCode } from "../../../shared/providers/provider.ts";
import { twilioVerifications } from "../../../shared/providers/twilio/twilio-verifications.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { deadPort, json, rawServer } from "../raw-server.ts";
import type { credentials } from "./twilio-answers.ts";

const serviceSid = demoAccount.verifyServices[0]?.sid ?? "";
const timeoutMs = 300;
let simulator: TwilioSimulator;
let control: TwilioControl;

beforeAll(async () => {
  simulator = await startTwilioSimulator({ statusDelayMs: 1 });
  control = twilioControl(simulator.url);
});
afterAll(() => simulator.close());

const at = (baseUrl = simulator.url, account: typeof credentials = demoAccount, service = serviceSid) =>
  twilioVerifications(twilioTransport(account, { baseUrl, timeoutMs }), service);
const newNumber = () => `+1415${randomInt(2_000_000, 9_999_999)}`;
const send = (to: string, more: Partial<OutgoingCode> = {}) => at().send({ channel: "sms", to, locale: "en", ...more });
const started = async (to: string, more: Partial<OutgoingCode> = {}): Promise<string> => {
  const outcome = await send(to, more);
  if (outcome.kind !== "accepted") throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.providerMessageId;
};
const codeOf = async (to: string): Promise<string> => (await control.codes(to)).at(-1) ?? "";
const wrong = (code: string) => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
const sendsTo = async (to: string) => (await control.verifications({ to })).flatMap(({ sends }) => sends).length;

describe("twilioVerifications()", () => {
  test("sends a code, refuses a wrong one, accepts the right one once, and closes", async () => {
    const to = newNumber();
    const providerVerificationId = await started(to);
    expect(providerVerificationId).toMatch(/^VE[0-9a-f]{32}$/);
    const code = await codeOf(to);
    const verification = { providerVerificationId, to };
    expect(await at().check(verification, wrong(code))).toBe("wrong");
    expect(await at().check(verification, code)).toBe("right");
    expect(await at().check(verification, code)).toBe("closed");
  });

  test("resends the same code, on another channel too, at most five times", async () => {
    const to = newNumber();
    const sids = new Set([await started(to)]);
    for (const channel of ["whatsapp", "call", "sms", "sms"] as const) sids.add(await started(to, { channel }));
    expect(sids.size).toBe(1);
    expect(new Set(await control.codes(to)).size).toBe(1);
    expect(await send(to)).toMatchObject({
      kind: "throttled",
      retryAfterSeconds: 600,
      error: { code: "verification_attempts_exceeded", providerCode: "60203" },
    });
  });

  test("compares five codes, and reports exhausted even for the right code afterwards", async () => {
    const to = newNumber();
    const providerVerificationId = await started(to);
    const code = await codeOf(to);
    for (let n = 0; n < 5; n += 1) expect(await at().check({ providerVerificationId, to }, wrong(code))).toBe("wrong");
    expect(await at().check({ providerVerificationId, to }, code)).toBe("exhausted");
    expect(await at().check({ providerVerificationId, to }, code)).toBe("closed");
  });

  test("reports closed after expiry or cancellation, and accepts a cancellation of a closed one", async () => {
    const [expired, canceled] = [newNumber(), newNumber()];
    const first = await started(expired);
    const second = await started(canceled);
    await control.expireVerifications({ to: expired });
    expect(await at().check({ providerVerificationId: first, to: expired }, await codeOf(expired))).toBe("closed");
    await at().cancel(second);
    expect(await at().check({ providerVerificationId: second, to: canceled }, await codeOf(canceled))).toBe("closed");
    await at().cancel(first);
    await at().cancel(`VE${"f".repeat(32)}`);
  });

  test("finds by number a verification whose start got no answer", async () => {
    const to = newNumber();
    await control.fault({ kind: "lost-response", match: { to } });
    expect(await send(to)).toMatchObject({ kind: "unknown" });
    expect(await at().check({ to }, await codeOf(to))).toBe("right");
  });

  test("refuses an unknown service, and reports wrong for a malformed code", async () => {
    const to = newNumber();
    const other = at(simulator.url, demoAccount, `VA${"f".repeat(32)}`);
    expect(await other.send({ channel: "sms", to, locale: "en" })).toMatchObject({
      kind: "rejected",
      error: { code: "not_found" },
    });
    await started(to);
    expect(await at().check({ to }, "12")).toBe("wrong");
  });
});

describe("twilioVerifications() request", () => {
  const asked = async (more: Partial<OutgoingCode>) => {
    const answer = { sid: `VE${"1".repeat(32)}`, status: "pending" };
    const server = await rawServer((_request, response) => json(response, 201, answer));
    await at(server.url).send({ channel: "sms", to: "+14155550123", locale: "en", ...more });
    expect(server.received[0]?.path).toBe(`/v2/Services/${serviceSid}/Verifications`);
    return Object.fromEntries(server.received[0]?.form ?? []);
  };

  test("carries the number, channel, language, app hash and device address", async () => {
    expect(await asked({ locale: "es-CR", androidAppHash: "FA+9qCX9VSu", clientIp: "203.0.113.7" })).toEqual({
      To: "+14155550123",
      Channel: "sms",
      Locale: "es",
      AppHash: "FA+9qCX9VSu",
      DeviceIp: "203.0.113.7",
    });
    expect(await asked({ channel: "call", androidAppHash: "FA+9qCX9VSu" })).not.toHaveProperty("AppHash");
  });

  test.each([
    ["pt-BR", "pt-BR"],
    ["pt-PT", "pt"],
    ["zh-Hant-TW", "zh"],
    // Twilio would refuse an unknown locale.
    ["kl", undefined],
    ["constructor", undefined],
  ])("sends for locale %s the language %s", async (locale, told) => {
    expect((await asked({ locale })).Locale).toBe(told);
  });
});

describe("twilioVerifications() start that Twilio refuses", () => {
  test.each([
    ["landline", "rejected", "recipient_landline", "60205"],
    ["prefix-blocked", "rejected", "fraud_suspected", "60410"],
    ["channel-disabled", "rejected", "not_supported", "60223"],
    ["geo-not-permitted", "rejected", "country_not_permitted", "60605"],
    ["concurrent", "throttled", "rate_limited", "60212"],
  ] as const)("maps %s to %s: %s", async (reason, kind, code, providerCode) => {
    const to = newNumber();
    await control.fault({ kind: "refuse-verification", reason, match: { to } });
    expect(await send(to)).toMatchObject({ kind, error: { code, providerCode } });
    expect(await sendsTo(to)).toBe(0);
  });

  test("blames the number for its own error", async () => {
    expect(await send("+1415")).toMatchObject({
      kind: "rejected",
      error: { code: "recipient_invalid", providerCode: "60200" },
    });
  });

  test("reports refused credentials", async () => {
    const outcome = await at(simulator.url, { ...demoAccount, authToken: "wrong" }).send({
      channel: "sms",
      to: newNumber(),
      locale: "en",
    });
    expect(outcome).toMatchObject({ kind: "rejected", error: { code: "credentials_rejected" } });
  });
});

// Invariant 1: a code that may have been sent is never reported as "not sent".
describe("twilioVerifications() start without an answer", () => {
  test.each([
    ["throttle", "throttled", 0],
    ["error-before", "unknown", 0],
    ["error-after", "unknown", 1],
    ["reset-before", "unknown", 0],
    ["lost-response", "unknown", 1],
    ["unreadable", "unknown", 1],
    ["slow", "unknown", 1],
  ] as const)("under %s returns %s, with %i sent", async (fault, kind, sent) => {
    const to = newNumber();
    await control.fault(
      fault === "slow" ? { kind: fault, delayMs: 1_000, match: { to } } : { kind: fault, match: { to } },
    );
    expect(await send(to)).toMatchObject({ kind });
    expect(await sendsTo(to)).toBe(sent);
  });

  test("returns throttled when Twilio is unreachable", async () => {
    const nobody = at(`http://127.0.0.1:${await deadPort()}`);
    expect(await nobody.send({ channel: "sms", to: newNumber(), locale: "en" })).toMatchObject({
      kind: "throttled",
      error: { code: "provider_unreachable" },
    });
  });

  test.each(["{}", "null", '{"sid":null}', "<html>"])("returns unknown for the answer %s", async (body) => {
    const server = await rawServer((_request, response) => response.writeHead(201).end(body));
    expect(await at(server.url).send({ channel: "sms", to: newNumber(), locale: "en" })).toMatchObject({
      kind: "unknown",
    });
  });
});

describe("twilioVerifications() check without a clear answer", () => {
  test.each([
    ["throttle", "throttled"],
    ["error-after", "unavailable"],
    ["lost-response", "unavailable"],
    ["unreadable", "unavailable"],
  ] as const)("under %s throws a failure, neither right nor wrong", async (fault, kind) => {
    const to = newNumber();
    const providerVerificationId = await started(to);
    await control.fault({ kind: fault, match: { operation: "verificationChecks.create" } });
    await expect(at().check({ providerVerificationId, to }, await codeOf(to))).rejects.toMatchObject({ kind });
    await control.clearFaults();
  });

  test("throws a failure of kind credentials for refused credentials", async () => {
    const to = newNumber();
    await started(to);
    const refused = at(simulator.url, { ...demoAccount, authToken: "wrong" }).check({ to }, await codeOf(to));
    await expect(refused).rejects.toMatchObject({ kind: "credentials" });
  });

  test.each(["{}", '{"status":"sideways"}', '{"status":null}'])(
    "throws a failure for an unknown status (%s)",
    async (body) => {
      const server = await rawServer((_request, response) => response.writeHead(200).end(body));
      await expect(at(server.url).check({ to: newNumber() }, "123456")).rejects.toMatchObject({ kind: "unavailable" });
    },
  );

  test.each([
    ["approved", "right"],
    ["pending", "wrong"],
    ["max_attempts_reached", "exhausted"],
    ["canceled", "closed"],
    ["expired", "closed"],
  ])("maps the status %s to %s", async (status, comparison) => {
    const server = await rawServer((_request, response) => json(response, 200, { status }));
    expect(await at(server.url).check({ to: newNumber() }, "123456")).toBe(comparison);
  });
});
