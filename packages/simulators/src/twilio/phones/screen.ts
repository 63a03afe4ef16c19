import { numberOf } from "../../wire/address.ts";
import type { PhoneCall } from "../calls/phone-call.ts";
import type { Message } from "../messages/message.ts";
import type { World } from "../world.ts";

/** A text on a phone, or the speech of a call: once, even if the call repeated it. */
export type Received = {
  sid: string;
  channel: "sms" | "whatsapp" | "call";
  at: string;
  from: string | null;
  text: string;
  status: string;
};

/** In the order of sending, without failed and scheduled messages, and without calls that nobody heard. */
export function receivedBy(world: World, phoneNumber: string): Received[] {
  const texts = world.messages
    .ledger({ to: phoneNumber, direction: "outbound-api" })
    .filter(({ status }) => !["scheduled", "canceled", "failed", "undelivered"].includes(status))
    .map((message) => ({ ...textOnScreen(message), at: message.dateCreated.toISOString() }));
  const calls = world.calls
    .ledger({ to: phoneNumber })
    .filter(({ heard }) => heard.length > 0)
    .map((call) => ({ ...callOnScreen(call), at: call.dateCreated.toISOString() }));
  return [...texts, ...calls].sort((a, b) => a.at.localeCompare(b.at));
}

/** The first code of four to ten digits. In a call also a code spoken digit by digit or in groups; then the longest. */
export function codesIn({ channel, text }: Received): string[] {
  const written = codeIn(text);
  if (written || channel !== "call") return written ? [written] : [];
  const spoken = [/(?<=\d)[ ,.]+(?=\d)/g, /(?<=\d)[\s,.]+(?=\d)/g].flatMap(
    (between) => codeIn(text.replaceAll(between, "")) ?? [],
  );
  return spoken.sort((a, b) => b.length - a.length).slice(0, 1);
}

const codeIn = (text: string): string | undefined => /(?<![\w+])\d{4,10}(?!\w)/.exec(text)?.[0];

export function lineForText(message: Message): string {
  const { channel, from, text } = textOnScreen(message);
  return `phone ${numberOf(message.to)}  ${channel} from ${from ?? message.messagingServiceSid}: ${text}`;
}

export function lineForCall(call: PhoneCall): string {
  return `phone ${call.to}  call from ${call.from}: ${callOnScreen(call).text}`;
}

function textOnScreen({ sid, to, from, body, status }: Message): Omit<Received, "at"> {
  return { sid, channel: to.startsWith("whatsapp:") ? "whatsapp" : "sms", from, text: body, status };
}

function callOnScreen({ sid, from, heard, status }: PhoneCall): Omit<Received, "at"> {
  const texts = heard.map((item) => (item.verb === "say" ? item.text : "")).filter((text) => text !== "");
  return { sid, channel: "call", from, text: texts.join("\n"), status };
}
