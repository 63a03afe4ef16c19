import * as z from "zod";

/** How a phone reacts to calls. */
export const phoneSettings = z.strictObject({
  phoneNumber: z.string().regex(/^\+\d+$/),
  answers: z.enum(["answer", "busy", "no-answer", "failed"]).default("answer"),
  /** Reported if the call asked for machine detection. */
  answeredBy: z
    .enum(["human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"])
    .default("human"),
  /** The phone keeps ringing, or talking, until the API ends the call. */
  staysAt: z.enum(["ringing", "in-progress"]).optional(),
});

export type PhoneSettings = z.output<typeof phoneSettings>;
export type PhoneSettingsInput = z.input<typeof phoneSettings>;

export type Phones = {
  set: (settings: PhoneSettings) => void;
  /** By default a human answers. */
  get: (phoneNumber: string) => PhoneSettings;
  clear: () => void;
};

export function createPhones(): Phones {
  const byNumber = new Map<string, PhoneSettings>();
  return {
    set: (settings) => void byNumber.set(settings.phoneNumber, settings),
    get: (phoneNumber) => byNumber.get(phoneNumber) ?? { phoneNumber, answers: "answer", answeredBy: "human" },
    clear: () => byNumber.clear(),
  };
}
