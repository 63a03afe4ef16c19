import type { MessagingService } from "../accounts/account.ts";

/** Chooses a sender of the service's pool: always the same one for a recipient, like Twilio's sticky sender. */
export function fromPool(service: MessagingService, to: string): string {
  const channel = to.startsWith("whatsapp:") ? "whatsapp:" : "";
  const digits = to.replaceAll(/\D/g, "");
  return channel + (service.senders[Number(digits.slice(-4)) % service.senders.length] ?? "");
}
