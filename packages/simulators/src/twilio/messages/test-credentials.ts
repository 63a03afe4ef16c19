import { type Answer, jsonAnswer } from "../../wire/reply.ts";
import type { Account } from "../accounts/account.ts";
import { TwilioError } from "../twilio-error.ts";
import { checkCreateParameters } from "./create-rules.ts";
import { messageResource } from "./message.ts";
import { newOutboundMessage } from "./new-message.ts";

const magicSenders: Record<string, TwilioError> = {
  "+15005550001": new TwilioError(21212, "Invalid 'From' Phone Number: +15005550001"),
  "+15005550007": new TwilioError(21606, "The 'From' phone number +15005550007 is not owned by your account."),
  "+15005550008": new TwilioError(21611, "This 'From' number has exceeded the maximum number of queued messages"),
};

const magicRecipients: Record<string, TwilioError> = {
  "+15005550001": new TwilioError(21211, "Invalid 'To' Phone Number: +15005550001"),
  "+15005550002": new TwilioError(21612, "The 'To' phone number is not currently reachable"),
  "+15005550003": new TwilioError(21408, "Permission to send an SMS has not been enabled for the region"),
  "+15005550004": new TwilioError(21610, "Attempt to send to unsubscribed recipient"),
  "+15005550009": new TwilioError(21614, "'To' number is not a valid mobile number"),
};

/** Twilio's magic numbers: the answer looks real, but Twilio stores and delivers nothing. */
export function createWithTestCredentials(account: Account, params: URLSearchParams): Answer {
  const from = params.get("From") ?? "";
  const to = params.get("To") ?? "";
  checkCreateParameters(params);
  const refusal = magicSenders[from] ?? magicRecipients[to];
  if (refusal) throw refusal;
  if (from !== "+15005550006") {
    throw new TwilioError(21606, `The 'From' phone number ${from} is not a valid message-capable test number.`);
  }
  return jsonAnswer(201, messageResource(newOutboundMessage(account, { from, service: null }, params)));
}
