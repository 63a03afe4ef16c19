import type { Channel } from "../api/channels.ts";
import type { ProviderCredentials } from "./credentials.ts";
import type { ProviderError } from "./provider.ts";

/** A form that somebody posted to a webhook. Do not trust it before `isProven` returns true. */
export interface WebhookForm {
  /** The public URL that the hub gave the provider, with its query and without a fragment. */
  url: string;
  /** The keys are header names in lower case. */
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
  /** `sms`, `whatsapp`, or another channel that the provider names. */
  channel: string;
  /** The writer's number in the current numbering plan, or another identity. Empty: the provider gave no identity. */
  from: string;
  /** The number as the provider wrote it, if that is an older form. Null: it is the current form. */
  writtenAs: string | null;
  /** The writer's number. Null: the writer has none. */
  number: string | null;
  /** True if the provider gave no address for the writer. */
  isNameless: boolean;
  /** The sender that the message was written to. */
  to: string;
  /** Every sender that a STOP covers: the sender that the message was written to, and its pool if it has one. */
  senders: readonly string[];
  body: string;
  mediaTypes: readonly string[];
  /** The kind of keyword (such as STOP) that the provider itself found in the message. */
  verdict: string | undefined;
}

/** Reads and verifies the forms that a provider posts to the hub. */
export interface ProviderWebhooks {
  isSigned(form: WebhookForm): boolean;
  /** True if the account of these credentials posted the form (invariants 9 and 10). */
  isProven(form: WebhookForm, credentials: ProviderCredentials): boolean;
  /** Reads a message's status from the form. Null: the form reports none. */
  statusIn(form: WebhookForm): ReportedStatus | null;
  /** Reads a received message from the form. Null: the form holds none. */
  receivedIn(form: WebhookForm): ReceivedFromProvider | null;
}
