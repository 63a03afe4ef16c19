import { randomUUID } from "node:crypto";
import type { MessageSender, OutgoingMessage, SendOutcome } from "../../../../shared/providers/provider.ts";
import { providerError } from "../../../../shared/providers/provider-error.ts";
import { isRefused, type MemoryCredentials } from "./memory-credentials.ts";

/** The last digits of a recipient decide the outcome of a send. The provider accepts a message to every other recipient. */
export const endings = {
  rejected: "5550101",
  optedOut: "5550102",
  throttled: "5550103",
  unreachable: "5550104",
  /** The provider accepts the text, and its answer is lost. */
  lost: "5550105",
  /** The provider does not accept the text, but the sender cannot tell. */
  broken: "5550106",
} as const;

interface MemoryText {
  to: string;
  from: string | null;
  body: string;
}

/** The number of accepted texts that the process keeps. */
const most = 1_000;

/** The texts that this process accepted, oldest first. */
const accepted: MemoryText[] = [];

export const acceptedFor = (to: string): MemoryText[] => accepted.filter((text) => text.to === to);

/**
 * Sends SMS to phones that exist only in the memory of this process. It prints each accepted text, because no other process can read that
 * memory.
 */
export const memoryMessages = (credentials: MemoryCredentials): MessageSender => ({
  send: async (message) => {
    if (isRefused(credentials)) return rejected("credentials_rejected", "unknown-key");
    if (message.channel !== "sms" || message.mediaUrls.length > 0) return rejected("not_supported", "sms-only");
    return outcomeOf(message);
  },
});

const outcomeOf = (message: OutgoingMessage): SendOutcome => {
  const endsWith = (ending: keyof typeof endings): boolean => message.to.endsWith(endings[ending]);
  if (endsWith("rejected")) return rejected("recipient_invalid", "no-such-phone");
  if (endsWith("optedOut")) return rejected("recipient_opted_out", "opted-out");
  if (endsWith("throttled")) return { kind: "throttled", error: providerError("rate_limited", "too-many") };
  if (endsWith("unreachable")) return { kind: "throttled", error: providerError("provider_unreachable", null) };
  if (endsWith("broken")) return { kind: "unknown", cause: "The provider gave no answer" };
  accept(message);
  if (endsWith("lost")) return { kind: "unknown", cause: "The provider's answer was lost" };
  return { kind: "accepted", providerMessageId: randomUUID(), status: "accepted" };
};

const accept = ({ to, from, body }: OutgoingMessage): void => {
  accepted.push({ to, from, body });
  if (accepted.length > most) accepted.shift();
  console.log(JSON.stringify({ acceptedByMemory: { to, from, body } }));
};

const rejected = (code: Parameters<typeof providerError>[0], providerCode: string): SendOutcome => ({
  kind: "rejected",
  error: providerError(code, providerCode),
});
