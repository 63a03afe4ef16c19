import { expect, test } from "vitest";
import { twilioNumbers } from "../../../shared/providers/twilio/twilio-numbers.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { json, rawServer } from "../raw-server.ts";
import { credentials } from "./twilio-answers.ts";

const sid = `PN${"1".repeat(32)}`;
const path = `/2010-04-01/Accounts/${credentials.accountSid}/IncomingPhoneNumbers`;
const resource = (changes = {}) => ({
  sid,
  phone_number: "+14155550100",
  friendly_name: "Front desk",
  capabilities: { sms: true, mms: false, voice: true, fax: false },
  sms_url: "https://old.example/sms",
  sms_method: "POST",
  sms_fallback_url: "",
  sms_application_sid: "",
  ...changes,
});
const numbersAt = (baseUrl: string) => twilioNumbers(twilioTransport(credentials, { baseUrl }));

test("twilioNumbers() lists numbers page by page", async () => {
  const server = await rawServer((request, response) => {
    const isFirst = !request.query.has("PageToken");
    const next = isFirst ? `${path}.json?PageSize=2&Page=1&PageToken=PAabc-123` : null;
    json(response, 200, { incoming_phone_numbers: [resource()], next_page_uri: next });
  });
  const numbers = numbersAt(server.url);
  const first = await numbers.list({ limit: 2 });
  expect(first.items).toEqual([
    {
      sid,
      number: "+14155550100",
      friendlyName: "Front desk",
      capabilities: { sms: true, mms: false, voice: true },
      webhooks: { smsUrl: "https://old.example/sms", smsMethod: "POST", smsFallbackUrl: null, smsApplicationSid: null },
    },
  ]);
  const second = await numbers.list({ limit: 2, cursor: first.nextCursor ?? "" });
  expect(second.nextCursor).toBeNull();
  const { query } = server.received[1] ?? {};
  expect([query?.get("PageSize"), query?.get("Page"), query?.get("PageToken")]).toEqual(["2", "1", "PAabc-123"]);
});

test.each(["", "nonsense", Buffer.from("1:../../x?y=z").toString("base64url"), "%%%"])(
  "twilioNumbers() refuses the cursor %j without asking Twilio",
  async (cursor) => {
    const server = await rawServer((_request, response) => response.end());
    await expect(numbersAt(server.url).list({ limit: 1, cursor })).rejects.toMatchObject({ code: "invalid_cursor" });
    expect(server.received).toHaveLength(0);
  },
);

test("twilioNumbers() returns null for a number outside the account", async () => {
  const server = await rawServer((_request, response) => json(response, 404, { code: 20404, status: 404 }));
  expect(await numbersAt(server.url).get(sid)).toBeNull();
});

test("twilioNumbers() changes only webhooks that differ, and clears those set to null", async () => {
  const server = await rawServer((_request, response) =>
    json(response, 200, resource({ sms_url: "https://us.example/" })),
  );
  const webhooks = { smsUrl: "https://us.example/", smsMethod: null, smsFallbackUrl: null, smsApplicationSid: null };
  const current = {
    smsUrl: null,
    smsMethod: "POST",
    smsFallbackUrl: "https://old.example/",
    smsApplicationSid: null,
  };
  const number = { sid, webhooks: current };
  expect((await numbersAt(server.url).setWebhooks(number, webhooks)).webhooks.smsUrl).toBe("https://us.example/");
  expect(server.received[0]).toMatchObject({ method: "POST", path: `${path}/${sid}.json` });
  expect(Object.fromEntries(server.received[0]?.form ?? [])).toEqual({
    SmsUrl: "https://us.example/",
    SmsFallbackUrl: "",
  });
});
