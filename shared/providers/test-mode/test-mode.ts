import { randomBytes } from "node:crypto";
import { ownValue } from "../../kernel/foreign-names.ts";
import type { Provider, SendOutcome } from "../provider.ts";
import { isTwilioThrottle, twilioError } from "../twilio/twilio-errors.ts";
import { magicRecipients, magicSenders } from "./magic-numbers.ts";

/** Sends nothing and calls no provider. Twilio's magic numbers fail as they do at Twilio; every other message or call is accepted. */
export const testMode = () =>
  ({
    name: "test",
    messages: {
      send: async ({ to, from }) =>
        outcomeOf("TM", ownValue(magicRecipients, to) ?? (from === null ? undefined : ownValue(magicSenders, from))),
    },
    calls: {
      place: async ({ to, from }) => outcomeOf("TC", ownValue(magicRecipients, to) ?? ownValue(magicSenders, from)),
    },
  }) as const satisfies Provider;

const outcomeOf = (prefix: string, code: number | undefined): SendOutcome => {
  if (code === undefined) {
    return { kind: "accepted", providerMessageId: `${prefix}${randomBytes(16).toString("hex")}`, status: "accepted" };
  }
  return { kind: isTwilioThrottle(code) ? "throttled" : "rejected", error: twilioError(code) };
};
