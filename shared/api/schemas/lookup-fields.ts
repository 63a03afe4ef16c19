import * as z from "zod";

/** The hub's line types, which are those of Twilio Lookup v2. */
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

/** The fields that a lookup can request. `lineType` and `carrier` come together and are the default. */
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
