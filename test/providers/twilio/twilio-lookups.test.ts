import { expect, test } from "vitest";
import { twilioLookups } from "../../../shared/providers/twilio/twilio-lookups.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { json, rawServer } from "../raw-server.ts";
import { credentials } from "./twilio-answers.ts";

const answer = {
  calling_country_code: "1",
  country_code: "US",
  phone_number: "+14155550123",
  national_format: "(415) 555-0123",
  valid: true,
  validation_errors: [],
  line_type_intelligence: {
    mobile_country_code: "311",
    mobile_network_code: "180",
    carrier_name: "Example Wireless",
    type: "mobile",
    error_code: null,
  },
  caller_name: { caller_name: "JANE DOE", caller_type: "CONSUMER", error_code: null },
  sim_swap: { last_sim_swap: { swapped_in_period: true }, error_code: null },
  line_status: null,
};

const lookedUp = async (fields: string[], changes: object = {}) => {
  const server = await rawServer((_request, response) => json(response, 200, { ...answer, ...changes }));
  const result = await twilioLookups(twilioTransport(credentials, { baseUrl: server.url })).lookup(
    "+14155550123",
    fields,
  );
  return { result, request: server.received[0] };
};

test("twilioLookups() requests Twilio's packages by our field names", async () => {
  const { request } = await lookedUp(["lineType", "callerName", "simSwap"]);
  expect(request?.path).toBe("/v2/PhoneNumbers/+14155550123");
  expect(request?.query.get("Fields")).toBe("line_type_intelligence,caller_name,sim_swap");
});

test("twilioLookups() without fields requests no paid package", async () => {
  const { request, result } = await lookedUp([]);
  expect(request?.query.has("Fields")).toBe(false);
  expect(result).toMatchObject({ isValid: true, country: "US", lineType: null, carrier: null, extra: {} });
});

test("twilioLookups() maps known packages, and returns others unchanged in our spelling", async () => {
  const { result } = await lookedUp(["lineType", "callerName", "simSwap"]);
  expect(result).toEqual({
    isValid: true,
    country: "US",
    lineType: "mobile",
    carrier: { name: "Example Wireless", mcc: "311", mnc: "180" },
    callerName: "JANE DOE",
    extra: { simSwap: expect.objectContaining({ lastSimSwap: { swappedInPeriod: true } }) },
  });
});

test("twilioLookups() distinguishes a package that failed for now from one without data", async () => {
  const failed = (code: number) => ({ line_type_intelligence: { ...answer.line_type_intelligence, error_code: code } });
  const forNow = await lookedUp(["lineType"], failed(60608));
  expect(forNow.result).toMatchObject({ lineType: null, carrier: null, isIncomplete: true });
  expect(forNow.result.extra).toMatchObject({ lineType: { errorCode: 60608 } });
  const forGood = await lookedUp(["lineType"], failed(60600));
  expect(forGood.result).not.toHaveProperty("isIncomplete");
});

test("twilioLookups() maps a new line type to unknown", async () => {
  const changes = { line_type_intelligence: { ...answer.line_type_intelligence, type: "satellite" } };
  expect((await lookedUp(["lineType"], changes)).result.lineType).toBe("unknown");
});

test("twilioLookups() returns an invalid number as an answer, not as a failure", async () => {
  const { result } = await lookedUp(["lineType"], { valid: false, country_code: null, line_type_intelligence: null });
  expect(result).toMatchObject({ isValid: false, country: null, lineType: null, carrier: null });
});

test("twilioLookups() throws a failure of kind credentials for refused credentials", async () => {
  const server = await rawServer((_request, response) => json(response, 401, { code: 20003, status: 401 }));
  const { lookup } = twilioLookups(twilioTransport(credentials, { baseUrl: server.url }));
  await expect(lookup("+14155550123", [])).rejects.toMatchObject({ kind: "credentials" });
});
