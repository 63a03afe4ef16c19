import { personKey } from "../../numbers/forms-of-number.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

type Senders = Pick<StoredProviderConfig, "provider" | "fromNumbers" | "whatsappNumber" | "messagingServiceSid">;

/** Whether a sender is named that was not named before, and that the provider can be asked about. One that is left out proves nothing new. */
export const hasNewSender = (before: Senders, after: Senders): boolean =>
  after.provider === "twilio" && sendersOf(after).some((sender) => !sendersOf(before).includes(sender));

const sendersOf = ({ fromNumbers, whatsappNumber, messagingServiceSid }: Senders): string[] => [
  ...fromNumbers.map((number) => `sms ${personKey(number)}`),
  ...(whatsappNumber === null ? [] : [`whatsapp ${personKey(whatsappNumber)}`]),
  ...(messagingServiceSid === null ? [] : [messagingServiceSid]),
];
