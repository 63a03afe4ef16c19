import type { NumberType } from "libphonenumber-js";
import type { PhoneNumber } from "libphonenumber-js/max";

export type LineType =
  | "mobile"
  | "landline"
  | "fixedVoip"
  | "nonFixedVoip"
  | "personal"
  | "tollFree"
  | "premium"
  | "sharedCost"
  | "uan"
  | "voicemail"
  | "pager"
  | "unknown";

/**
 * Tests choose their numbers by this rule. If the numbering plan tells the type (a Spanish mobile, a toll-free 800), that is the type. If
 * it does not distinguish mobile from landline (all of North America), the last digit decides: 0–6 mobile, 7 landline, 8 fixedVoip, 9
 * nonFixedVoip.
 */
export function lineTypeOf(number: PhoneNumber): LineType {
  const planned = number.getType();
  return planned === "FIXED_LINE_OR_MOBILE" ? byLastDigit(number.number) : (byPlan[planned ?? "UNKNOWN"] ?? "unknown");
}

const byPlan: Partial<Record<NonNullable<NumberType> | "UNKNOWN", LineType>> = {
  FIXED_LINE: "landline",
  MOBILE: "mobile",
  PAGER: "pager",
  PERSONAL_NUMBER: "personal",
  PREMIUM_RATE: "premium",
  SHARED_COST: "sharedCost",
  TOLL_FREE: "tollFree",
  UAN: "uan",
  VOICEMAIL: "voicemail",
  VOIP: "nonFixedVoip",
};

function byLastDigit(e164: string): LineType {
  switch (e164.at(-1)) {
    case "7":
      return "landline";
    case "8":
      return "fixedVoip";
    case "9":
      return "nonFixedVoip";
    default:
      return "mobile";
  }
}
