import { TwilioError } from "../twilio-error.ts";

const shortestWait = 300_000;
const longestWait = 35 * 24 * 3_600_000;

/** When a scheduled message is to go out; null for one that is sent now. Errors 35111, 35114, 35117, 35118. */
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
  // The window's edges are exclusive below and inclusive above: more than 300 s, at most 35 days.
  if (wait <= shortestWait || wait > longestWait) {
    throw new TwilioError(35114, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future");
  }
  return sendAt;
}
