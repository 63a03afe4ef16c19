import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import { jsonAnswer } from "../../wire/reply.ts";
import type { Call, Operation } from "../operation.ts";
import { TwilioError } from "../twilio-error.ts";
import type { LookupRecord } from "./lookup-records.ts";
import { packageNames, packages } from "./packages.ts";

export const lookupOperations: Operation[] = [
  {
    id: "lookups.fetch",
    method: "GET",
    path: "/v2/PhoneNumbers/{number}",
    to: (path) => path("number"),
    answer(call) {
      const text = call.path("number");
      const country = countryIn(call.params);
      const number = parsePhoneNumberFromString(text, country);
      const fields = fieldsIn(call.params);
      const body = number?.isValid()
        ? validNumber(number, fields, call.world.lookups.get(number.number))
        : invalidNumber(text, country);
      return jsonAnswer(200, { ...body, url: urlFor(call, number?.number ?? text) });
    },
  },
];

function validNumber(number: PhoneNumber, fields: Set<string>, record: LookupRecord | undefined) {
  const data = packageNames.map((name) => [
    name,
    fields.has(name) ? { ...packages[name](number), ...record?.[name] } : null,
  ]);
  return {
    calling_country_code: number.countryCallingCode,
    country_code: number.country ?? null,
    phone_number: number.number,
    national_format: number.formatNational(),
    valid: true,
    validation_errors: [],
    ...Object.fromEntries(data),
  };
}

/** For an invalid number Twilio answers 200 with the reason, and without any package. */
function invalidNumber(text: string, country: CountryCode | undefined) {
  return {
    calling_country_code: null,
    country_code: null,
    phone_number: text,
    national_format: null,
    valid: false,
    validation_errors: [reasonFor(text, country)],
    ...Object.fromEntries(packageNames.map((name) => [name, null])),
  };
}

function reasonFor(text: string, country: CountryCode | undefined): string {
  const reason = validatePhoneNumberLength(text, country);
  if (reason === undefined) return "INVALID_BUT_POSSIBLE";
  return reason === "INVALID_COUNTRY" ? "INVALID_COUNTRY_CODE" : reason;
}

function fieldsIn(params: URLSearchParams): Set<string> {
  const fields = (params.get("Fields") ?? "").split(",").map((field) => field.trim());
  const known = new Set<string>(["", "validation", ...packageNames]);
  const unknown = fields.find((field) => !known.has(field));
  if (unknown !== undefined) throw new TwilioError(60606, `Package ${unknown} is not enabled`);
  return new Set(fields);
}

function countryIn(params: URLSearchParams): CountryCode | undefined {
  const country = params.get("CountryCode");
  if (!country) return undefined;
  if (!isSupportedCountry(country)) throw new TwilioError(20001, "CountryCode is not an ISO 3166 country code");
  return country;
}

function urlFor(call: Call, number: string): string {
  return `${call.world.baseUrl()}/v2/PhoneNumbers/${encodeURIComponent(number)}`;
}
