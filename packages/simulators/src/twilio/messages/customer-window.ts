import { numberOf } from "../../wire/address.ts";
import type { World } from "../world.ts";
import type { Message } from "./message.ts";

const windowMs = 24 * 3_600_000;

/** The result of a text outside WhatsApp's window. Twilio accepts the message, and reports this in a later status. */
export const outsideWindow = { status: "undelivered", errorCode: 63016 } as const;

/**
 * True if WhatsApp does not deliver a message. A sender can send any text in the 24 hours after the person last wrote to it. After that it
 * can send only approved templates.
 */
export function isOutsideWindow(
  world: Pick<World, "keepsWindow" | "messages" | "accounts">,
  message: Message,
): boolean {
  if (!world.keepsWindow || !message.to.startsWith("whatsapp:") || isTemplate(message)) return false;
  return !sendersOf(world, message).some((sender) =>
    world.messages
      .ledger({ to: `whatsapp:${sender}`, accountSid: message.accountSid, direction: "inbound" })
      .some(
        ({ from, dateCreated }) =>
          isSamePerson(from ?? "", message.to) && Date.now() - dateCreated.getTime() < windowMs,
      ),
  );
}

/** Recognises the body that new-message.ts makes for a Content SID. */
const isTemplate = ({ body }: Message): boolean => /^HX[0-9a-fA-F]{32} /.test(body);

function sendersOf({ accounts }: Pick<World, "accounts">, message: Message): string[] {
  if (message.from !== null) return [numberOf(message.from)];
  const account = accounts.get(message.accountSid);
  return account?.messagingServices.find(({ sid }) => sid === message.messagingServiceSid)?.senders ?? [];
}

/** WhatsApp writes some mobile numbers in another form than E.164: +52 1 55…, +54 9 11…, Brazilian numbers without the ninth digit. */
const isSamePerson = (a: string, b: string): boolean =>
  a === b || (numberOf(a).slice(0, 3) === numberOf(b).slice(0, 3) && a.slice(-8) === b.slice(-8));
