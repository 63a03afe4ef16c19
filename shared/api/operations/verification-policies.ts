import * as z from "zod";
import { codeChannels } from "../channels.ts";
import { E164, Id, Name } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { Country } from "../schemas/country.ts";
import { decimal } from "../schemas/decimal.ts";
import { withoutBoth } from "../schemas/entries.ts";
import { Locale } from "../schemas/locale.ts";
import { Purpose, VerificationChannel, VerificationEngineName } from "../schemas/verification-schemas.ts";
import { text } from "../text.ts";

const perHour = z.strictObject({ perHour: decimal(0.01, 1_000_000, 0.01), burst: z.int().min(1).max(100_000) });
const seconds = (least: number, most: number) => z.int().min(least).max(most);

const settings = {
  engine: VerificationEngineName.meta({
    description:
      "Who makes and checks the codes: the hub, or Twilio Verify (the provider configuration's verifyServiceSid)",
  }),
  providerConfigId: Id.nullable().meta({ description: "Null: as for messages" }),
  channels: z
    .array(VerificationChannel)
    .min(1)
    .max(codeChannels.length)
    .meta({ description: "Those that may be asked for; the first is the usual one" }),
  ladder: z.array(VerificationChannel).min(1).max(5).nullable().meta({
    description:
      "The channel of each send where none is asked for, the last one from then on: [sms, sms, call]. Null: always the usual one",
  }),
  purposes: z.array(Purpose).min(1).max(20),
  codeLength: z.int().min(4).max(10).meta({ description: "With Twilio Verify: what its service is set to" }),
  lifetimeSeconds: seconds(60, 3600),
  maximumAttempts: z.int().min(1).max(5).meta({ description: "Codes compared per verification, resends included" }),
  cooldownSeconds: z.array(seconds(10, 3600)).min(1).max(5).meta({
    description:
      "The wait after the first send to a number within an hour, the second, and so on; the last one from then on",
  }),
  sendsPerNumberPerHour: z.int().min(1).max(5),
  failuresPerNumberPerDay: z.int().min(1).max(10).meta({ description: "Wrong codes for one number in any 24 hours" }),
  perTenant: perHour.meta({ description: "Codes sent by the tenant" }),
  perClientIp: perHour.meta({ description: "Codes asked for from one address (of IPv6: one /64)" }),
  perDevice: perHour,
  perPrefix: perHour.meta({ description: "Codes sent to one block of 10,000 neighbouring numbers" }),
  breaker: z
    .strictObject({
      minimumSends: z.int().min(5).max(10_000),
      minimumApprovedShare: decimal(0, 1, 0.01),
      closedMinutes: z.int().min(1).max(1440),
    })
    .meta({ description: "Closes a block of numbers where codes are sent and not used: the sign of SMS pumping" }),
  allowedCountries: z
    .array(Country)
    .max(250)
    .nullable()
    .meta({ description: "ISO 3166-1 alpha-2; null: the tenant's default country alone, and without one none" }),
  lookupFirst: z.boolean().meta({
    description:
      "Looks a number up before the first send (this costs money), and sends nothing to landlines, premium and high-risk numbers",
  }),
  brandName: text(30).min(1).nullable().meta({
    description: "Who the text says it is from; null: the tenant's name. Twilio Verify says its service's name",
  }),
  templateId: Id.nullable().meta({
    description:
      "A template of one's own with the variables code, brand and lifetime, instead of the hub's texts; for WhatsApp its Content SID",
  }),
  locale: Locale.nullable().meta({ description: "Where a request names none; null: en" }),
  testNumbers: z
    .array(z.strictObject({ number: E164, code: z.string().regex(/^[0-9]{4,10}$/, "must be 4 to 10 digits") }))
    .max(20)
    .meta({ description: "Fixed codes of numbers, for test keys alone" }),
};

export const PolicySettings = z.object(settings);

/** The settings that allow sends or guesses. They have a ceiling; the tenant can choose the other settings freely. */
export const PolicyCeilings = PolicySettings.pick({
  channels: true,
  maximumAttempts: true,
  sendsPerNumberPerHour: true,
  failuresPerNumberPerDay: true,
  perTenant: true,
  perClientIp: true,
  perDevice: true,
  perPrefix: true,
  breaker: true,
}).extend({
  allowedCountries: z
    .array(Country)
    .max(250)
    .nullable()
    .meta({ description: "ISO 3166-1 alpha-2; null: every country" }),
});

export const VerificationPolicy = PolicySettings.extend({
  ceilings: PolicyCeilings.meta({
    id: "VerificationPolicyCeilings",
    description: "What a platform administrator allows at most. The stricter of this and the tenant's own applies",
  }),
  own: PolicySettings.partial().meta({
    description: "What the tenant set itself; of what is left out, its ceiling or the default applies",
  }),
}).meta({ id: "VerificationPolicy" });

const nullable = <Shape extends Record<string, z.ZodType>>(shape: Shape) =>
  Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, z.nullable(type).optional()])) as {
    [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>>;
  };

export const UpdateVerificationPolicy = withoutBoth(
  z.strictObject({
    ...nullable(settings),
    templateName: Name.optional().meta({ description: "Instead of templateId; in any case" }),
  }),
  "templateId",
  "templateName",
).meta({ id: "UpdateVerificationPolicy" });

export const getVerificationPolicy = operation({
  id: "getVerificationPolicy",
  method: "GET",
  path: "/v1/tenants/{id}/verification-policy",
  permission: "manage_tenant",
  summary: "Get how a tenant verifies numbers; `current` is the caller's own",
  answers: { 200: VerificationPolicy },
  problems: ["not_found"],
});

export const updateVerificationPolicy = operation({
  id: "updateVerificationPolicy",
  method: "PATCH",
  path: "/v1/tenants/{id}/verification-policy",
  permission: "manage_tenant",
  summary: "Change how a tenant verifies numbers",
  description:
    "What is left out stays; null takes back what was set. A change counts within 30 seconds. Of what `ceilings` shows a platform administrator sets the ceilings; the tenant sets its own below them, and is answered 403 beyond.",
  body: UpdateVerificationPolicy,
  answers: { 200: VerificationPolicy },
  problems: ["not_found", "conflict", "not_supported"],
  rules: [rules.ladderChannels, rules.policyTemplate, rules.policyConfig],
  audited: true,
});
