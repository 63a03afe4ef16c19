import * as z from "zod";
import { codeChannels } from "../channels.ts";
import { Id, Metadata, NumberInput, Time, UserId } from "../common.ts";
import { text } from "../text.ts";
import { Country } from "./country.ts";
import { withoutBoth } from "./entries.ts";
import { LocaleInput } from "./locale.ts";
import { MessageError } from "./message-error.ts";

export const VerificationChannel = z.enum(codeChannels);
export const VerificationEngineName = z.enum(["own", "twilio-verify"]);
export const VerificationStatus = z.enum(["pending", "approved", "expired", "canceled", "max_attempts_reached"]);

/** The purpose of a verification. The tenant's policy lists the allowed names. */
export const Purpose = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "must be one of the policy's purposes, such as login")
  .meta({ description: "One of the policy's purposes", examples: ["login"] });

const VerificationSend = z.object({
  channel: VerificationChannel,
  status: z
    .enum(["sent", "failed", "suppressed", "unknown"])
    .meta({ description: "A start and a resend always answer `sent`: what became of it is told by getVerification" }),
  error: MessageError.nullable(),
  at: Time,
});

export const Verification = z
  .object({
    id: Id,
    to: z.string().meta({ description: "Masked", examples: ["+1415•••1234"] }),
    channel: VerificationChannel,
    engine: VerificationEngineName,
    purpose: z.string(),
    userId: UserId.nullable(),
    metadata: z.record(z.string(), z.string()),
    status: VerificationStatus,
    attemptsLeft: z.int(),
    nextSendAt: Time.nullable().meta({ description: "A resend is refused before; null: no more resends" }),
    expiresAt: Time,
    createdAt: Time,
    approvedAt: Time.nullable(),
    isTest: z.boolean(),
    sends: z.array(VerificationSend),
  })
  .meta({ id: "Verification" });

/** A host such as `example.com`, or `localhost` with a port. Browsers compare it with the host of the page. */
const webOrigin = z
  .string()
  .max(253)
  .regex(
    /^(?:[Hh][Tt][Tt][Pp][Ss]?:\/\/)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}(?::[0-9]{1,5})?\/?$/,
    { error: "must be a host such as example.com", abort: true },
  )
  .overwrite((text) =>
    text
      .toLowerCase()
      .replace(/^https?:\/\//, "")
      .replace(/\/$/, ""),
  )
  .meta({
    description: "Ends the text with `@example.com #123456`, by which browsers fill the code in",
    examples: ["example.com"],
  });

/** How the hub delivers the code, for example the ending of its text. A resend can change these settings. */
export const delivery = {
  channel: VerificationChannel.optional().meta({ description: "Left out: the policy's first, or the ladder's next" }),
  locale: LocaleInput.optional(),
  webOrigin: webOrigin.optional(),
  androidAppHash: z
    .string()
    .regex(/^[A-Za-z0-9+/]{11}$/, "must be 11 letters, digits, + or /")
    .optional()
    .meta({ description: "Ends the text with the app's hash, by which Android's SMS Retriever finds it" }),
  clientIp: z.union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address").optional().meta({
    description: "The address of the person's own device, as the tenant's server sees it: limits count by it",
  }),
  deviceId: text(128).min(1).optional().meta({ description: "The tenant's own name of the device" }),
};

/** A request can give only one of them, because each must be the end of the text. */
const withOneEnding = <Schema extends z.ZodObject>(schema: Schema): Schema =>
  withoutBoth(schema, "webOrigin", "androidAppHash");

export const StartVerification = withOneEnding(
  z.strictObject({
    to: NumberInput,
    country: Country.optional(),
    purpose: Purpose,
    ...delivery,
    userId: UserId.optional(),
    metadata: Metadata.optional(),
  }),
).meta({ id: "StartVerification" });

export const ResendVerification = withOneEnding(z.strictObject(delivery)).meta({ id: "ResendVerification" });

/** A code as typed or pasted. check-verification.ts accepts spaces, hyphens and digits of other scripts. */
const CodeInput = text(64)
  .regex(/^[^!-,./:-~]{4,}$/, "must be a code: 4 to 10 digits")
  .meta({ description: "As the person typed it", examples: ["123 456"] });

const caller = { clientIp: delivery.clientIp, deviceId: delivery.deviceId };

export const CheckVerification = z.strictObject({ code: CodeInput, ...caller }).meta({ id: "CheckVerification" });

export const CheckVerificationByNumber = z
  .strictObject({ to: NumberInput, country: Country.optional(), purpose: Purpose, code: CodeInput, ...caller })
  .meta({ id: "CheckVerificationByNumber" });

export const VerificationChecked = z
  .object({ approved: z.boolean(), verification: Verification })
  .meta({ id: "VerificationChecked" });
