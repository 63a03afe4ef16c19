import type { MessagingService } from "../accounts/account.ts";

/** Which sender of its pool a service takes: the same one for the same recipient, as Twilio's sticky sender does. */
export function fromPool(service: MessagingService, to: string): string {
  const fit = to.startsWith("whatsapp:") ? "whatsapp:" : "";
  const digits = to.replaceAll(/\D/g, "");
  return fit + (service.senders[Number(digits.slice(-4)) % service.senders.length] ?? "");
}
