import * as z from "zod";
import { E164 } from "../common.ts";
import { operation } from "../operation.ts";
import { Country } from "../schemas/country.ts";
import { withEither } from "../schemas/entries.ts";
import { text } from "../text.ts";

export const NumberType = z.enum([
  "mobile",
  "fixedLine",
  "fixedLineOrMobile",
  "voip",
  "tollFree",
  "premiumRate",
  "sharedCost",
  "personalNumber",
  "pager",
  "uan",
  "voicemail",
  "unknown",
]);

export const NormalizedNumber = z
  .object({
    input: z.string(),
    number: E164.nullable(),
    isValid: z.boolean(),
    isPossible: z.boolean(),
    reason: z
      .enum([
        "not_a_number",
        "unclear",
        "country_required",
        "invalid_country",
        "too_short",
        "too_long",
        "invalid_length",
        "invalid_for_country",
        "fictional",
      ])
      .nullable(),
    country: z.string().nullable(),
    callingCode: z.string().nullable(),
    nationalFormat: z.string().nullable(),
    internationalFormat: z.string().nullable(),
    type: NumberType.nullable(),
    extension: z.string().nullable().meta({
      description: "The digits behind `ext.` and the like, which are no part of the number: messages go to the number",
    }),
  })
  .meta({ id: "NormalizedNumber" });

export const NormalizeNumber = withEither(
  z.strictObject({
    input: text(256).optional(),
    inputs: z.array(text(256)).min(1).max(100).optional(),
    country: Country.optional(),
  }),
  "input",
  "inputs",
).meta({ id: "NormalizeNumber" });

export const normalizeNumber = operation({
  id: "normalizeNumber",
  method: "POST",
  path: "/v1/numbers/normalize",
  permission: "any",
  summary: "Normalise one number, or up to 100",
  description:
    "Text that is no number answers 200 with isValid false and a reason. Costs nothing. Several inputs answer { items }.",
  body: NormalizeNumber,
  answers: { 200: z.union([NormalizedNumber, z.object({ items: z.array(NormalizedNumber) })]) },
});
