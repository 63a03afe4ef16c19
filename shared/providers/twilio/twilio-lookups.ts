import { type PhoneNumberInstance, PhoneNumberListInstance } from "twilio/lib/rest/lookups/v2/phoneNumber.js";
import { LineType } from "../../api/schemas/lookup-fields.ts";
import type { NumberLookups, ProviderLookup } from "../provider.ts";
import { twilioError } from "./twilio-errors.ts";
import { lookupsVersion } from "./wire/sdk.ts";
import { asking } from "./wire/twilio-failure.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

/** Twilio's packages by our field names. A lookup without any package is free and returns only the validity and the country. */
const packages = {
  lineType: "line_type_intelligence",
  callerName: "caller_name",
  simSwap: "sim_swap",
  callForwarding: "call_forwarding",
  lineStatus: "line_status",
  identityMatch: "identity_match",
  reassignedNumber: "reassigned_number",
  smsPumpingRisk: "sms_pumping_risk",
  phoneNumberQualityScore: "phone_number_quality_score",
  preFill: "pre_fill",
} as const;
type Field = keyof typeof packages;

const isField = (name: string): name is Field => Object.hasOwn(packages, name);

/** Lookup v2: https://www.twilio.com/docs/lookup/v2-api. Twilio answers 200 even if a package fails; its error code is in the package. */
export const twilioLookups = (transport: TwilioTransport): NumberLookups => {
  const numbers = PhoneNumberListInstance(lookupsVersion(transport));
  return {
    lookup: (number, names) =>
      asking(async () => {
        const fields = names.filter(isField);
        const wanted = fields.map((field) => packages[field]).join(",");
        return lookupOf(await numbers(number).fetch(wanted === "" ? {} : { fields: wanted }), fields);
      }),
  };
};

const lookupOf = (answer: PhoneNumberInstance, fields: readonly Field[]): ProviderLookup => {
  const answers = new Map(fields.map((field) => [field, packageOf(answer, field)]));
  const lineType = usable(answers.get("lineType"));
  const callerName = usable(answers.get("callerName"));
  return {
    isValid: answer.valid === true,
    country: textOf(answer.countryCode),
    lineType: lineType && lineTypeOf(lineType.type),
    carrier: lineType && {
      name: textOf(lineType.carrierName),
      mcc: textOf(lineType.mobileCountryCode),
      mnc: textOf(lineType.mobileNetworkCode),
    },
    callerName: callerName && textOf(callerName.callerName),
    extra: Object.fromEntries([...answers].filter(([field, value]) => isExtra(field, value))),
    ...([...answers.values()].some(isFailedForNow) ? { isIncomplete: true } : {}),
  };
};

type Package = Record<string, unknown>;

/** Returns Twilio's answer for a package, with the keys in camelCase. */
const packageOf = (answer: PhoneNumberInstance, field: Field): unknown =>
  camelCaseKeys(answer[field === "lineType" ? "lineTypeIntelligence" : field] ?? null);

const isPackage = (value: unknown): value is Package => typeof value === "object" && value !== null;

const errorCodeOf = (value: unknown): string | null => (isPackage(value) ? textOf(value.errorCode) : null);

const usable = (value: unknown): Package | null => (isPackage(value) && errorCodeOf(value) === null ? value : null);

const isFailedForNow = (value: unknown): boolean => {
  const code = errorCodeOf(value);
  return code !== null && twilioError(code).retryable;
};

/** Line type, carrier and caller name have their own fields. They count as extra only to report the error code of a failed package. */
const isExtra = (field: Field, value: unknown): boolean =>
  (field !== "lineType" && field !== "callerName") || errorCodeOf(value) !== null;

const lineTypeOf = (type: unknown): string | null =>
  type === null || type === undefined ? null : (LineType.safeParse(type).data ?? "unknown");

const textOf = (value: unknown): string | null =>
  (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : null;

/** Rewrites every key at every depth in camelCase. Twilio writes snake_case, and the SDK rewrites only the first level. */
export const camelCaseKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camelCaseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelCase(key), camelCaseKeys(inner)]));
};

const camelCase = (key: string): string =>
  key.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
