import * as z from "zod";
import { Country, Id, Metadata, NumberInput, Time, UserId } from "./common.ts";
import { LocaleInput } from "./locale.ts";
import { MessageError } from "./message-schemas.ts";

export const VerificationChannel = z.enum(["sms", "whatsapp", "call"]);
export const VerificationEngineName = z.enum(["own", "twilio-verify"]);
export const VerificationStatus = z.enum(["pending", "approved", "expired", "canceled", "max_attempts_reached"]);

/** What for: the tenant's policy lists the names it knows. */
export const Purpose = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "a name of the policy's purposes, such as login")
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

/** `example.com`, or with a port on localhost: what a browser compares with the page's own host. */
const webOrigin = z
  .string()
  .max(253)
  .transform((text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, "")
      .replace(/\/$/, ""),
  )
  .pipe(
    z
      .string()
      .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}(?::\d{1,5})?$/, "a host such as example.com"),
  )
  .meta({
    description: "Ends the text with `@example.com #123456`, by which browsers fill the code in",
    examples: ["example.com"],
  });

/** What the code's text ends with; a resend may name another one. */
export const delivery = {
  channel: VerificationChannel.optional().meta({ description: "Left out: the policy's first, or the ladder's next" }),
  locale: LocaleInput.optional(),
  webOrigin: webOrigin.optional(),
  androidAppHash: z
    .string()
    .regex(/^[A-Za-z0-9+/]{11}$/, "11 characters")
    .optional()
    .meta({ description: "Ends the text with the app's hash, by which Android's SMS Retriever finds it" }),
  clientIp: z.union([z.ipv4(), z.ipv6()]).optional().meta({
    description: "The address of the person's own device, as the tenant's server sees it: limits count by it",
  }),
  deviceId: z.string().min(1).max(128).optional().meta({ description: "The tenant's own name of the device" }),
};

const oneEnding = ({ webOrigin, androidAppHash }: { webOrigin?: unknown; androidAppHash?: unknown }): boolean =>
  webOrigin === undefined || androidAppHash === undefined;
const endingMessage = { message: "give webOrigin or androidAppHash: each must end the text", path: ["androidAppHash"] };

export const StartVerification = z
  .strictObject({
    to: NumberInput,
    country: Country.optional(),
    purpose: Purpose,
    ...delivery,
    userId: UserId.optional(),
    metadata: Metadata.optional(),
  })
  .refine(oneEnding, endingMessage)
  .meta({ id: "StartVerification" });

export const ResendVerification = z
  .strictObject(delivery)
  .refine(oneEnding, endingMessage)
  .meta({ id: "ResendVerification" });

/** As a person types or pastes it; spaces, hyphens and digits of other scripts are read (shared/verifications/code-input.ts). */
const CodeInput = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: "As the person typed it", examples: ["123 456"] });

const caller = { clientIp: delivery.clientIp, deviceId: delivery.deviceId };

export const CheckVerification = z.strictObject({ code: CodeInput, ...caller }).meta({ id: "CheckVerification" });

export const CheckVerificationByNumber = z
  .strictObject({ to: NumberInput, country: Country.optional(), purpose: Purpose, code: CodeInput, ...caller })
  .meta({ id: "CheckVerificationByNumber" });

export const VerificationChecked = z
  .object({ approved: z.boolean(), verification: Verification })
  .meta({ id: "VerificationChecked" });
