import type { Account, MessagingService } from "../accounts/account.ts";
import { TwilioError } from "../twilio-error.ts";
import type { World } from "../world.ts";

/** The sender of a message: a number of the account, its messaging service, or both together. */
export type Sender = { from: string | null; service: MessagingService | null };

export function senderOf(world: World, account: Account, params: URLSearchParams): Sender {
  const to = params.get("To") ?? "";
  const from = params.get("From") || null;
  const service = serviceOf(account, params.get("MessagingServiceSid"));
  if (from !== null) checkFrom(world, account, from, to);
  if (service && from === null && service.senders.length === 0) {
    throw new TwilioError(21704, "The Messaging Service contains no phone numbers");
  }
  checkOptOut(world, { from, service }, to);
  return { from, service };
}

function serviceOf(account: Account, sid: string | null): MessagingService | null {
  if (!sid) return null;
  const service = account.messagingServices.find((candidate) => candidate.sid === sid);
  if (service === undefined) throw new TwilioError(21705, `The Messaging Service Sid ${sid} is invalid`);
  return service;
}

function checkFrom(world: World, account: Account, from: string, to: string): void {
  if (from === to) throw new TwilioError(21266, "'To' and 'From' number cannot be the same");
  if (channelOf(from) !== channelOf(to)) {
    throw new TwilioError(21910, "Invalid From and To pair. From and To should be of the same channel");
  }
  if (channelOf(from) !== "sms") {
    if (account.whatsappSenders.some((sender) => `whatsapp:${sender}` === from)) return;
    throw new TwilioError(63007, "Twilio could not find a Channel with the specified From address");
  }
  if (account.senderIds.includes(from) || world.numbers.owned(account.accountSid, from)?.smsCapable) return;
  if (!/^(\+?\d{3,15}|[A-Za-z0-9 ]{1,11})$/.test(from)) {
    throw new TwilioError(21212, `Invalid 'From' Phone Number: ${from}`);
  }
  throw new TwilioError(
    21606,
    `The 'From' phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
  );
}

function checkOptOut(world: World, { from, service }: Sender, to: string): void {
  const senders = [from, service?.sid].filter((sender) => typeof sender === "string");
  if (senders.some((sender) => world.optOuts.has(sender, to))) {
    throw new TwilioError(21610, "Attempt to send to unsubscribed recipient");
  }
}

function channelOf(address: string): string {
  const colon = address.indexOf(":");
  return colon === -1 ? "sms" : address.slice(0, colon);
}
