import type { TwilioFaultInput } from "@phonehub/simulators/twilio/faults";
import type { Fate, ProviderUnderTest } from "../../contracts/main-job.ts";
import { newNumber, newTwilioAccount, simulator } from "../../support/hub/hub.ts";

const faultOf = (match: object, fate: Exclude<Fate, "accepted">): TwilioFaultInput => {
  switch (fate) {
    case "rejected":
      return { kind: "reject", code: 21211, match };
    case "optedOut":
      return { kind: "reject", code: 21610, match };
    case "throttled":
      return { kind: "throttle", match };
    case "unknown":
      return { kind: "lost-response", match };
  }
};

/** An account of its own at the simulated Twilio. */
export const twilioUnderTest = async (): Promise<ProviderUnderTest> => {
  const { accountSid, authToken, number } = await newTwilioAccount();
  return {
    settings: { credentials: { accountSid, authToken }, fromNumbers: [number] },
    recipient: async (fate) => {
      const to = newNumber();
      if (fate !== "accepted") await simulator.fault(faultOf({ to, accountSid }, fate));
      return to;
    },
    textsTo: async (to) => (await simulator.accepted({ to, accountSid })).map(({ body }) => body),
  };
};
