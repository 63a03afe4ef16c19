import { afterAll, beforeAll, expect, test } from "vitest";
import { twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { officialClient } from "./official-client.ts";

let simulator: TwilioSimulator;
beforeAll(async () => {
  simulator = await startTwilioSimulator();
});
afterAll(() => simulator.close());

const lookUp = (number: string, options: { fields?: string; countryCode?: string } = {}) =>
  officialClient(simulator.url).lookups.v2.phoneNumbers(number).fetch(options);

test("Twilio simulator lookup without fields validates only, with null packages", async () => {
  expect(await lookUp("+14155550123")).toMatchObject({
    valid: true,
    phoneNumber: "+14155550123",
    countryCode: "US",
    callingCountryCode: "1",
    nationalFormat: "(415) 555-0123",
    lineTypeIntelligence: null,
    callerName: null,
  });
});

test.each([
  ["+14155550123", "mobile"],
  ["+14155550127", "landline"],
  ["+14155550128", "fixedVoip"],
  ["+14155550129", "nonFixedVoip"],
  ["+34600000007", "mobile"],
  ["+18005550100", "tollFree"],
])("Twilio simulator lookup reports %s as %s", async (number, type) => {
  const { lineTypeIntelligence } = await lookUp(number, { fields: "line_type_intelligence" });
  expect(lineTypeIntelligence).toMatchObject({ type });
});

test("Twilio simulator lookup record overrides only the fields it names", async () => {
  const control = twilioControl(simulator.url);
  await control.setLookup({ phoneNumber: "+14155550131", line_type_intelligence: { type: "landline" } });
  const fields = "line_type_intelligence,caller_name";
  const found = await lookUp("+14155550131", { fields });
  expect(found.lineTypeIntelligence).toMatchObject({ type: "landline", carrierName: "Example Wireless" });
  expect(found.callerName).toMatchObject({ callerType: "CONSUMER" });
});

test.each([
  ["+1415555", "TOO_SHORT"],
  ["+141555501234567", "TOO_LONG"],
  ["+12125550", "TOO_SHORT"],
  ["+447700900123", "INVALID_BUT_POSSIBLE"],
  ["hello", "NOT_A_NUMBER"],
  ["+9991234567", "INVALID_COUNTRY_CODE"],
])("Twilio simulator lookup answers 200 for %s with %s", async (number, reason) => {
  const answer = await lookUp(number);
  expect(answer).toMatchObject({ valid: false, validationErrors: [reason], countryCode: null });
});

test("Twilio simulator lookup requires a country for a national number", async () => {
  expect((await lookUp("0912345678", { countryCode: "VN" })).valid).toBe(true);
  expect((await lookUp("0912345678")).valid).toBe(false);
});

test("Twilio simulator lookup refuses an unknown package", async () => {
  await expect(lookUp("+14155550123", { fields: "horoscope" })).rejects.toMatchObject({ status: 400, code: 60606 });
});
