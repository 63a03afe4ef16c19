import * as z from "zod";

/** Twilio Lookup v2's line types, as ours. */
export const LineType = z.enum([
  "mobile",
  "landline",
  "fixedVoip",
  "nonFixedVoip",
  "personal",
  "tollFree",
  "premium",
  "sharedCost",
  "uan",
  "voicemail",
  "pager",
  "unknown",
]);

/** What a lookup can ask for; `lineType` and `carrier` come together and are the default. */
export const LookupField = z.enum([
  "lineType",
  "callerName",
  "simSwap",
  "callForwarding",
  "lineStatus",
  "identityMatch",
  "reassignedNumber",
  "smsPumpingRisk",
  "phoneNumberQualityScore",
  "preFill",
]);
