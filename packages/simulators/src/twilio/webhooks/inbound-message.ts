import * as z from "zod";

const address = z.string().regex(/^(whatsapp:)?\+?\d{3,15}$/);

/** A message from a phone to one of the simulated numbers. */
export const inboundMessage = z.strictObject({
  from: address,
  to: address,
  body: z.string().default(""),
  /** Content that the simulator stores and serves, as Twilio does. */
  media: z.array(z.strictObject({ contentType: z.string(), base64: z.string() })).default([]),
  /** URLs that the simulator passes on unchanged, for tests of URLs that a hub must not trust. */
  mediaUrls: z.array(z.url()).default([]),
  profileName: z.string().optional(),
  optOutType: z.enum(["STOP", "START", "HELP"]).optional(),
  /** Extra parameters, or other values for the usual ones: Twilio adds parameters without notice. */
  params: z.record(z.string(), z.string()).default({}),
  /** The SID of an earlier message: its webhook comes a second time. */
  messageSid: z
    .string()
    .regex(/^(SM|MM)[0-9a-f]{32}$/)
    .optional(),
});

export type InboundMessage = z.output<typeof inboundMessage>;
export type InboundMessageInput = z.input<typeof inboundMessage>;
