import * as z from "zod";

/** How somebody's phone behaves when it is called. */
export const phoneSettings = z.strictObject({
  phoneNumber: z.string().regex(/^\+\d+$/),
  answers: z.enum(["answer", "busy", "no-answer", "failed"]).default("answer"),
  /** Told where the call asked for machine detection. */
  answeredBy: z
    .enum(["human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"])
    .default("human"),
  /** Goes on ringing, or talking, until the call is ended over the API. */
  staysAt: z.enum(["ringing", "in-progress"]).optional(),
});

export type PhoneSettings = z.output<typeof phoneSettings>;
export type PhoneSettingsInput = z.input<typeof phoneSettings>;

export type Phones = {
  set: (settings: PhoneSettings) => void;
  /** A phone nothing was set for is answered by a human. */
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
