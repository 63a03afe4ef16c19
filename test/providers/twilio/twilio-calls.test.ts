import { expect, test } from "vitest";
import { twilioCalls } from "../../../shared/providers/twilio/twilio-calls.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { json, rawServer } from "../raw-server.ts";
import { credentials } from "./twilio-answers.ts";

// The contract in message-senders.test.ts covers calls under faults.
const call = { to: "+14155550123", from: "+14155550100", twiml: "<Response><Say>1 &amp; 2</Say></Response>" };
const callsAt = (url: string) => twilioCalls(twilioTransport(credentials, { baseUrl: url }));

test("twilioCalls() posts a call in Twilio's documented form", async () => {
  const sid = `CA${"1".repeat(32)}`;
  const server = await rawServer((_request, response) => json(response, 201, { sid, status: "queued" }));
  const statusCallbackUrl = "https://hooks.example/w/t/c";
  expect(await callsAt(server.url).place({ ...call, statusCallbackUrl })).toEqual({
    kind: "accepted",
    providerMessageId: sid,
    status: "queued",
  });
  const [request] = server.received;
  expect(request?.path).toBe(`/2010-04-01/Accounts/${credentials.accountSid}/Calls.json`);
  expect(Object.fromEntries(request?.form ?? [])).toEqual({
    To: call.to,
    From: call.from,
    Twiml: call.twiml,
    StatusCallback: statusCallbackUrl,
  });
});

test.each(["{}", '{"sid":null}', '{"sid":"SM1"}', "null", "<html>"])(
  "twilioCalls() returns unknown for a 2xx without a call (%s)",
  async (body) => {
    const server = await rawServer((_request, response) => response.writeHead(201).end(body));
    expect(await callsAt(server.url).place(call)).toMatchObject({ kind: "unknown" });
  },
);
