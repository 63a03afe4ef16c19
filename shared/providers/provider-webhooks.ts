import type { Channel } from "../api/channels.ts";
import type { ProviderCredentials } from "./credentials.ts";
import type { ProviderError } from "./provider.ts";

/** A form that somebody posted to a webhook. Nothing about it is proven before `isProven` says so. */
export interface WebhookForm {
  /** The public URL that the provider was told, with its query and without a fragment. */
  url: string;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  parameters: Readonly<Record<string, string>>;
}

export interface ReportedStatus {
  channel: Channel;
  status: "accepted" | "sent" | "delivered" | "read" | "undelivered" | "failed" | "canceled";
  providerMessageId: string;
  error: ProviderError | null;
}

export interface ReceivedFromProvider {
  providerMessageId: string;
  /** `sms`, `whatsapp`, or another one that the provider names. */
  channel: string;
  /** The writer's number as today's plan writes it, or whatever else names them; empty: nothing does. */
  from: string;
  /** The number as it was written, where that is an older form. */
  writtenAs: string | null;
  /** The writer's number, where they have one. */
  number: string | null;
  /** The provider told no address of the writer's. */
  isNameless: boolean;
  /** The sender that was written to. */
  to: string;
  /** Every sender that a STOP concerns: the one written to, and the pool it belongs to. */
  senders: readonly string[];
  body: string;
  mediaTypes: readonly string[];
  /** The provider's own judgement of a keyword. */
  verdict: string | undefined;
}

/** Reads and proves what a provider posts to the hub. */
export interface ProviderWebhooks {
  isSigned(form: WebhookForm): boolean;
  /** Whether the account of these credentials posted it (invariants 9 and 10). */
  isProven(form: WebhookForm, credentials: ProviderCredentials): boolean;
  /** Null: it tells no status of a message. */
  statusIn(form: WebhookForm): ReportedStatus | null;
  /** Null: it is no received message. */
  receivedIn(form: WebhookForm): ReceivedFromProvider | null;
}
