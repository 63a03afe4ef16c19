import type { ProviderError } from "../provider.ts";
import { twilioDeliveryError } from "../twilio/twilio-errors.ts";
import { deliveryErrorOf } from "./magic-numbers.ts";

export interface TestStep {
  status: "sent" | "delivered" | "undelivered";
  /** Seconds since the message was accepted. */
  afterSeconds: number;
  error: ProviderError | null;
}

/** The statuses that an accepted test message goes through, in order. */
export const testStatuses = (to: string): readonly TestStep[] => {
  const failure = deliveryErrorOf(to);
  return [
    { status: "sent", afterSeconds: 1, error: null },
    failure === null
      ? { status: "delivered", afterSeconds: 2, error: null }
      : { status: "undelivered", afterSeconds: 2, error: twilioDeliveryError(failure) },
  ];
};
