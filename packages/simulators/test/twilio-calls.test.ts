import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";
import { heardIn } from "../src/twilio/calls/twiml.ts";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { type HubStandIn, startHubStandIn } from "./hub-stand-in.ts";
import { from, newRecipient, officialClient } from "./official-client.ts";

const publicHost = "https://hooks.example.com";
const everyEvent = ["initiated", "ringing", "answered", "completed"];
const twiml = "<Response><Say>Hello</Say></Response>";
const documents: Record<string, string> = {
  "/voice": '<?xml version="1.0" encoding="UTF-8"?><Response><Say>From a URL</Say></Response>',
};

let hub: HubStandIn;
let simulator: TwilioSimulator;
let control: TwilioControl;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  hub = await startHubStandIn(
    (path) => (path === "/broken" ? 500 : 200),
    (path) => documents[path],
  );
  simulator = await startTwilioSimulator({
    statusDelayMs: 10,
    resolveCallback: (url) => (url.origin === publicHost ? hub.url + url.pathname + url.search : undefined),
  });
  control = twilioControl(simulator.url);
  client = officialClient(simulator.url);
});
afterAll(async () => {
  await simulator.close();
  await hub.close();
});

const place = (to: string, more: object = {}) => client.calls.create({ to, from, twiml, ...more });
const ledgerOf = async (to: string) => (await control.calls({ to }))[0];
const reaches = (to: string, status: string) =>
  expect.poll(async () => (await ledgerOf(to))?.status, { interval: 3 }).toBe(status);

describe("Twilio simulator call", () => {
  test("goes from queued to completed, and the phone hears its TwiML", async () => {
    const to = newRecipient();
    const spoken =
      '<Response><Say language="es-MX" voice="alice" loop="2">Hola &amp; adiós</Say><Pause length="2"/><Say>Bye</Say></Response>';
    const call = await place(to, { twiml: spoken });
    expect(call).toMatchObject({ status: "queued", direction: "outbound-api", startTime: null, duration: null });
    await reaches(to, "completed");
    const ended = await client.calls(call.sid).fetch();
    expect(ended).toMatchObject({ status: "completed", from, to, answeredBy: null, price: "-0.0140" });
    expect(Number(ended.duration)).toBeGreaterThan(2);
    expect(ended.endTime.getTime() - ended.startTime.getTime()).toBe(Number(ended.duration) * 1000);
    expect((await ledgerOf(to))?.heard).toEqual([
      { verb: "say", text: "Hola & adiós", language: "es-MX", voice: "alice", loop: 2 },
      { verb: "pause", seconds: 2 },
      { verb: "say", text: "Bye", language: null, voice: null, loop: 1 },
    ]);
    expect((await control.phone(to)).received).toMatchObject([{ channel: "call", from, text: "Hola & adiós\nBye" }]);
  });

  test("reports every requested event, in order and signed", async () => {
    const to = newRecipient();
    const statusCallback = `${publicHost}/every?tenant=1`;
    const call = await place(to, { statusCallback, statusCallbackEvent: everyEvent });
    const calls = await hub.calls("/every", 4);
    expect(calls.map(({ params }) => [params.CallStatus, params.SequenceNumber])).toEqual([
      ["initiated", "0"],
      ["ringing", "1"],
      ["in-progress", "2"],
      ["completed", "3"],
    ]);
    for (const { headers, params } of calls) {
      const signature = String(headers["x-twilio-signature"]);
      expect(validateRequest(demoAccount.authToken, signature, statusCallback, params)).toBe(true);
      expect(params).toMatchObject({ AccountSid: demoAccount.accountSid, CallSid: call.sid, From: from, To: to });
      expect(params).toMatchObject({ CallbackSource: "call-progress-events", Direction: "outbound-api", ToCity: "" });
    }
    expect(calls[3]?.params).toMatchObject({ CallDuration: "1", Duration: "1" });
    expect(calls[2]?.params.CallDuration).toBeUndefined();
    expect((await ledgerOf(to))?.callbacks).toMatchObject([
      { event: "initiated" },
      { event: "ringing" },
      { event: "answered" },
      { event: "completed", status: "completed", answer: { attempts: 1, status: 200 } },
    ]);
  });

  test("reports only its end by default, by GET on request", async () => {
    const statusCallback = `${publicHost}/end`;
    await place(newRecipient(), { statusCallback, statusCallbackMethod: "GET" });
    const [ended] = await hub.calls("/end", 1);
    expect(ended).toMatchObject({ method: "GET", params: { CallStatus: "completed", SequenceNumber: "0" } });
    const signature = String(ended?.headers["x-twilio-signature"]);
    const url = `${statusCallback}?${new URLSearchParams(ended?.params)}`;
    expect(validateRequest(demoAccount.authToken, signature, url, {})).toBe(true);
  });

  test.each(["busy", "no-answer", "failed"] as const)(
    "ends as %s when the phone is so set, and plays nothing",
    async (answers) => {
      const to = newRecipient();
      await control.setPhone({ phoneNumber: to, answers });
      const path = `/phone-${answers}`;
      await place(to, { statusCallback: publicHost + path, statusCallbackEvent: everyEvent });
      const calls = await hub.calls(path, 3);
      expect(calls.map(({ params }) => params.CallStatus)).toEqual(["initiated", "ringing", answers]);
      expect(calls[2]?.params.CallDuration).toBe("0");
      expect(await ledgerOf(to)).toMatchObject({ status: answers, heard: [], price: null });
    },
  );

  test("cancels while ringing, hangs up while talking, and does neither after the end", async () => {
    const [ringing, talking] = [newRecipient(), newRecipient()];
    await control.setPhone({ phoneNumber: ringing, staysAt: "ringing" });
    await control.setPhone({ phoneNumber: talking, staysAt: "in-progress" });
    const first = await place(ringing, { statusCallback: `${publicHost}/canceled` });
    const second = await place(talking, { statusCallback: `${publicHost}/hung-up` });
    await reaches(ringing, "ringing");
    await reaches(talking, "in-progress");
    await expect(client.calls(second.sid).update({ status: "canceled" })).rejects.toMatchObject({ code: 21220 });
    expect((await client.calls(first.sid).update({ status: "canceled" })).status).toBe("canceled");
    const redirected = "<Response><Say>Once more</Say></Response>";
    await client.calls(second.sid).update({ twiml: redirected });
    expect((await client.calls(second.sid).update({ status: "completed" })).status).toBe("completed");
    expect((await ledgerOf(talking))?.heard).toMatchObject([{ text: "Hello" }, { text: "Once more" }]);
    expect((await hub.calls("/canceled", 1))[0]?.params.CallStatus).toBe("canceled");
    expect((await hub.calls("/hung-up", 1))[0]?.params.CallStatus).toBe("completed");
    for (const change of [{ status: "completed" as const }, { twiml }]) {
      await expect(client.calls(second.sid).update(change)).rejects.toMatchObject({ status: 400, code: 21220 });
    }
  });

  test("fetches its TwiML from a URL, then from the fallback, and reports that both failed", async () => {
    const [one, two, three] = [newRecipient(), newRecipient(), newRecipient()];
    const broken = `${publicHost}/broken`;
    await client.calls.create({ to: one, from, url: `${publicHost}/voice` });
    await client.calls.create({ to: two, from, url: broken, fallbackUrl: `${publicHost}/voice` });
    await client.calls.create({ to: three, from, url: broken });
    for (const to of [one, two, three]) await reaches(to, "completed");
    expect((await ledgerOf(one))?.heard).toMatchObject([{ text: "From a URL" }]);
    const asked = await hub.calls("/voice", 2);
    expect(asked[0]?.params).toMatchObject({ CallStatus: "in-progress", To: one });
    expect(asked[1]?.params).toMatchObject({ ErrorCode: "11200", ErrorUrl: broken });
    expect((await ledgerOf(two))?.heard).toMatchObject([{ text: "From a URL" }]);
    const failed = await ledgerOf(three);
    expect(failed?.heard).toMatchObject([{ text: expect.stringContaining("application error") }]);
    expect(failed?.problems).toEqual([`11200: no TwiML from ${broken}`]);
  });

  test("accepts recording and machine detection, and reports who answered", async () => {
    const to = newRecipient();
    await control.setPhone({ phoneNumber: to, answeredBy: "machine_start" });
    await place(to, { record: true, machineDetection: "Enable", timeout: 20, recordingChannels: "dual" });
    await reaches(to, "completed");
    expect(await ledgerOf(to)).toMatchObject({
      answeredBy: "machine_start",
      options: { Record: "true", MachineDetection: "Enable", Timeout: "20", RecordingChannels: "dual" },
    });
  });
});

describe("Twilio simulator TwiML", () => {
  test("reads nested, commented and escaped elements, and ignores others", () => {
    const source = `<?xml version="1.0"?>
      <!-- a comment with <Say> in it -->
      <Response>
        <Gather numDigits='1'><Say>Press <say-as interpret-as="digits">1</say-as>  now</Say></Gather>
        <Say><![CDATA[a < b]]> &#233;&#xe9;</Say>
        <Play loop="0">https://example.com/a.mp3</Play>
        <Dial callerId="+14155550100">+14155550101</Dial>
        <Hangup/><Say>never</Say>
      </Response>`;
    expect(heardIn(source)).toEqual([
      { verb: "say", text: "Press 1 now", language: null, voice: null, loop: 1 },
      { verb: "say", text: "a < b éé", language: null, voice: null, loop: 1 },
      { verb: "play", url: "https://example.com/a.mp3", loop: 0 },
      { verb: "other", name: "Dial", attributes: { callerId: "+14155550100" }, text: "+14155550101" },
    ]);
  });

  test.each([
    "",
    "Hello",
    "<Say>Hello</Say>",
    "<Response>",
    "<Response></Say>",
    "<Response/><Response/>",
    "<Response>a & b</Response>",
    "<Response>&nbsp;</Response>",
    "<Response a=b/>",
  ])("refuses %j", (source) => {
    expect(() => heardIn(source)).toThrow(SyntaxError);
  });

  test("plays an application error to the phone when it is broken", async () => {
    const to = newRecipient();
    await place(to, { twiml: "<Response><Say>Hello</Response>" });
    await reaches(to, "completed");
    expect((await control.phone(to)).received[0]?.text).toMatch(/application error/);
  });

  test("uses defaults for attributes that are not numbers, and the call ends", async () => {
    const to = newRecipient();
    await place(to, { twiml: '<Response><Say loop="often">Hello</Say><Pause length="-"/></Response>' });
    await reaches(to, "completed");
    expect((await ledgerOf(to))?.heard).toMatchObject([{ loop: 1 }, { seconds: 1 }]);
  });

  test("yields codes spoken at once, digit by digit or twice", async () => {
    const said = async (body: string) => {
      const to = newRecipient();
      await place(to, { twiml: `<Response>${body}</Response>` });
      await reaches(to, "completed");
      return control.codes(to);
    };
    const digits = [..."048213"];
    expect(await said("<Say>Your code is 048213.</Say>")).toEqual(["048213"]);
    expect(await said(`<Say>Your code is ${digits.join(". ")}.</Say><Say>${digits.join(" ")}</Say>`)).toEqual([
      "048213",
    ]);
    expect(await said(digits.map((digit) => `<Say>${digit}</Say><Pause/>`).join(""))).toEqual(["048213"]);
    expect(await said("<Say>Goodbye in 10 minutes</Say>")).toEqual([]);
  });
});

describe("Twilio simulator call refusal", () => {
  test.each([
    [21211, { to: "+1415555" }],
    [21211, { to: "hello" }],
    [21212, { from: "PhoneHub" }],
    [21210, { from: "+14155559999" }],
    [21205, { twiml: undefined }],
    [21205, { url: "nowhere" }],
    [21218, { applicationSid: `AP${"a".repeat(32)}` }],
    [21609, { statusCallback: "not-a-url" }],
    [21626, { statusCallbackEvent: ["answered", "hiccup"] }],
    [20001, { timeout: 601 }],
    [20001, { machineDetection: "Guess" }],
    [20001, { twiml: `<Response><Say>${"x".repeat(4000)}</Say></Response>` }],
  ])("answers error %i for %o, and rings no phone", async (code, change) => {
    const to = newRecipient();
    await expect(client.calls.create({ to, from, twiml, ...change })).rejects.toMatchObject({ status: 400, code });
    expect(await control.calls({ to })).toEqual([]);
  });

  test("allows test credentials only the magic numbers, and rings no phone", async () => {
    const [accountSid, authToken] = [`AC${"6".repeat(32)}`, "test-token"];
    await control.addAccount({ accountSid, authToken, isTest: true });
    const testing = officialClient(simulator.url, accountSid, authToken, accountSid);
    const magic = (last: number) => `+1500555000${last}`;
    const outcome = (to: string, caller: string) => testing.calls.create({ to, from: caller, twiml });
    expect((await outcome(newRecipient(), magic(6))).sid).toMatch(/^CA/);
    await expect(outcome(magic(3), magic(6))).rejects.toMatchObject({ code: 21215 });
    await expect(outcome(newRecipient(), magic(1))).rejects.toMatchObject({ code: 21212 });
    expect(await control.calls({ accountSid })).toEqual([]);
  });
});

describe("Twilio simulator call fault", () => {
  test("throttle rings no phone; lost-response and error-after ring it", async () => {
    const outcome = async (kind: "throttle" | "error-after" | "lost-response") => {
      const to = newRecipient();
      await control.fault({ match: { to }, kind });
      const error = await place(to).catch((reason: unknown) => reason);
      return { error, placed: (await control.calls({ to })).length };
    };
    expect(await outcome("throttle")).toMatchObject({ error: { status: 429, code: 20429 }, placed: 0 });
    expect(await outcome("error-after")).toMatchObject({ error: { status: 500, code: 20500 }, placed: 1 });
    expect(await outcome("lost-response")).toMatchObject({ error: { code: "ECONNRESET" }, placed: 1 });
  });

  test("duplicates, reverses or advances callbacks", async () => {
    const orders = { statusCallbackEvent: everyEvent };
    const callbacksUnder = async (kind: "duplicate-callbacks" | "shuffle-callbacks" | "callbacks-before-response") => {
      const to = newRecipient();
      await control.fault({ match: { to }, kind });
      await place(to, { ...orders, statusCallback: `${publicHost}/${kind}` });
      const count = kind === "duplicate-callbacks" ? 8 : 4;
      if (kind === "callbacks-before-response")
        expect(hub.received.filter(({ path }) => path === `/${kind}`)).toHaveLength(4);
      return (await hub.calls(`/${kind}`, count)).map(({ params }) => params.SequenceNumber).join("");
    };
    expect(await callbacksUnder("duplicate-callbacks")).toBe("00112233");
    expect(await callbacksUnder("shuffle-callbacks")).toBe("3210");
    expect(await callbacksUnder("callbacks-before-response")).toBe("0123");
  });

  test("fail-delivery ends the call as failed", async () => {
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "fail-delivery" });
    await place(to);
    await reaches(to, "failed");
  });
});

describe("Twilio simulator calls", () => {
  test("list in pages, newest first, by number, state and day", async () => {
    const to = newRecipient();
    const sids: string[] = [];
    for (let n = 0; n < 5; n += 1) sids.push((await place(to)).sid);
    await expect.poll(async () => (await control.calls({ to, status: "completed" })).length, { interval: 5 }).toBe(5);
    const listed = await client.calls.list({ to, pageSize: 2 });
    expect(listed.map(({ sid }) => sid)).toEqual(sids.toReversed());
    const found = async (filter: object) => (await client.calls.list({ to, ...filter })).length;
    const day = 86_400_000;
    expect(await found({ status: "completed" })).toBe(5);
    expect(await found({ status: "busy" })).toBe(0);
    expect(await found({ from: "+14155559999" })).toBe(0);
    expect(await found({ startTimeAfter: new Date(Date.now() - day) })).toBe(5);
    expect(await found({ startTimeAfter: new Date(Date.now() + day) })).toBe(0);
    expect(await found({ endTimeBefore: new Date(Date.now() - day) })).toBe(0);
    expect(await client.calls(sids[0] ?? "").remove()).toBe(true);
    await expect(client.calls(sids[0] ?? "").fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect(await found({})).toBe(4);
  });

  test("refuse to delete a call in progress, and answer 404 for another account's call", async () => {
    const to = newRecipient();
    await control.setPhone({ phoneNumber: to, staysAt: "ringing" });
    const { sid } = await place(to);
    await expect(client.calls(sid).remove()).rejects.toMatchObject({ status: 409, code: 20009 });
    const [accountSid, authToken] = [`AC${"5".repeat(32)}`, "token"];
    await control.addAccount({ accountSid, authToken });
    const stranger = officialClient(simulator.url, accountSid, authToken, accountSid);
    await expect(stranger.calls(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });
});
