import * as z from "zod";
import { phoneNumberInput } from "../numbers/phone-number.ts";
import { verifyServiceInput } from "../verify/verify-service.ts";
import { regions } from "./region.ts";

const hex = "[0-9a-f]{32}";
const token = z.string().min(1);

/** An account as in the options and the control API. A number can be plain E.164 text. */
export const accountInput = z.strictObject({
  accountSid: z.string().regex(new RegExp(`^AC${hex}$`)),
  authToken: token,
  secondaryAuthToken: token.optional(),
  apiKeys: z.array(z.strictObject({ sid: z.string().regex(new RegExp(`^SK${hex}$`)), secret: token })).default([]),
  /** Where its tokens and keys are valid, and nowhere else. */
  region: z.enum(regions).default("us1"),
  friendlyName: z.string().default("Simulated account"),
  status: z.enum(["active", "suspended", "closed"]).default("active"),
  type: z.enum(["Trial", "Full"]).default("Full"),
  balance: z.string().default("42.00"),
  /** Twilio's test credentials: only magic numbers work, and nothing is delivered. */
  isTest: z.boolean().default(false),
  phoneNumbers: z.array(phoneNumberInput).default([]),
  whatsappSenders: z.array(z.string().regex(/^\+\d+$/)).default([]),
  senderIds: z.array(z.string().regex(/^[A-Za-z0-9 ]{1,11}$/)).default([]),
  messagingServices: z
    .array(
      z.strictObject({
        sid: z.string().regex(new RegExp(`^MG${hex}$`)),
        /** The sender pool. Each number must be one of phoneNumbers. */
        senders: z.array(z.string()).default([]),
        statusCallback: z.string().nullable().default(null),
      }),
    )
    .default([]),
  verifyServices: z.array(verifyServiceInput).default([]),
});

export type AccountInput = z.input<typeof accountInput>;
export type Account = Omit<z.output<typeof accountInput>, "phoneNumbers" | "verifyServices"> & { createdAt: Date };
export type MessagingService = Account["messagingServices"][number];
