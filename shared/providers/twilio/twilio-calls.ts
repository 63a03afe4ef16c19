import { CallListInstance } from "twilio/lib/rest/api/v2010/account/call.js";
import type { CallPlacer } from "../provider.ts";
import { apiVersion } from "./wire/sdk.ts";
import { sendOutcomeOf } from "./wire/twilio-failure.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

/** Places calls through Twilio's Programmable Voice API: https://www.twilio.com/docs/voice/api/call-resource */
export const twilioCalls = (transport: TwilioTransport): CallPlacer => {
  const calls = CallListInstance(apiVersion(transport), transport.accountSid);
  return {
    place: async ({ to, from, twiml, statusCallbackUrl }) => {
      try {
        const { sid } = await calls.create({
          to,
          from,
          twiml,
          ...(statusCallbackUrl === undefined ? {} : { statusCallback: statusCallbackUrl }),
        });
        if (!/^CA/.test(sid ?? "")) return { kind: "unknown", cause: "Twilio's answer names no call" };
        return { kind: "accepted", providerMessageId: sid, status: "queued" };
      } catch (failure) {
        return sendOutcomeOf(failure);
      }
    },
  };
};
