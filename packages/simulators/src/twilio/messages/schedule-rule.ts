import { TwilioError } from "../twilio-error.ts";

const shortestWait = 300_000;
const longestWait = 35 * 24 * 3_600_000;

/** The send time of a scheduled message, or null for a message without one. Errors 35111, 35114, 35117, 35118. */
export function sendAtOf(params: URLSearchParams, now: Date): Date | null {
  const type = params.get("ScheduleType");
  const text = params.get("SendAt");
  if (type === null && text === null) return null;
  if (type !== "fixed") throw new TwilioError(35117, "ScheduleType must be 'fixed' when SendAt is given");
  if (text === null) throw new TwilioError(35111, "SendAt missing");
  if (!params.get("MessagingServiceSid")) {
    throw new TwilioError(35118, "MessagingServiceSid is required to schedule a message");
  }
  const sendAt = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(sendAt.getTime())) {
    throw new TwilioError(35114, "SendAt cannot be parsed");
  }
  const wait = sendAt.getTime() - now.getTime();
  // More than 300 s, and at most 35 days: only the upper limit is inclusive.
  if (wait <= shortestWait || wait > longestWait) {
    throw new TwilioError(35114, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future");
  }
  return sendAt;
}
