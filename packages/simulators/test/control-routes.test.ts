import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { snsControl } from "../src/sns/control-client.ts";
import { type SnsSimulator, startSnsSimulator } from "../src/sns/start-sns-simulator.ts";
import { twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { from, newRecipient, officialClient } from "./official-client.ts";

let twilio: TwilioSimulator;
let sns: SnsSimulator;
beforeAll(async () => {
  twilio = await startTwilioSimulator({ statusDelayMs: 1 });
  sns = await startSnsSimulator();
});
afterAll(() => Promise.all([twilio.close(), sns.close()]));

describe("Twilio simulator control", () => {
  test("listens on loopback, and explains its control routes", async () => {
    for (const { url } of [twilio, sns]) {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const index: unknown = await (await fetch(`${url}/_simulator`)).json();
      const faults = expect.stringMatching(/^POST \/_simulator\/faults {2}Arms a fault/);
      expect(index).toEqual({ routes: expect.arrayContaining([faults]) });
    }
  });

  test("answers 404 in Twilio's form for an unknown route, and lists the request", async () => {
    const response = await fetch(`${twilio.url}/v2/Attempts`);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 20404 }]);
    expect(await twilioControl(twilio.url).requests({ path: "/v2/Attempts" })).toMatchObject([
      { operation: "unknown" },
    ]);
  });

  test("counts accepted requests, and deletes everything but its accounts on reset", async () => {
    const control = twilioControl(twilio.url);
    const to = newRecipient();
    const client = officialClient(twilio.url);
    await control.fault({ match: { to: newRecipient() }, kind: "throttle" });
    await client.messages.create({ to, from, body: "Hello" });
    await client.messages.create({ to, from, body: "Hello" });
    await expect
      .poll(() => control.count(), { interval: 5 })
      .toEqual({ total: 2, recipients: 1, byStatus: { delivered: 2 } });
    await control.reset();
    await snsControl(sns.url).reset();
    expect(await control.count()).toEqual({ total: 0, recipients: 0, byStatus: {} });
    expect([await control.faults(), await control.requests()]).toEqual([[], []]);
    await client.messages.create({ to, from, body: "Hello" });
  });

  test("refuses an invalid account with an explanation", async () => {
    const adding = twilioControl(twilio.url).addAccount({ accountSid: "AC1", authToken: "t" });
    await expect(adding).rejects.toThrow(/accountSid/);
  });
});
