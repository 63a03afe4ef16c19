import type * as z from "zod";
import type { Channel, CodeChannel, OwnSenderChannel } from "../api/channels.ts";
import type { MessageError } from "../api/schemas/message-error.ts";
import type { TestedSender } from "../api/schemas/provider-account-schemas.ts";
import type { ProviderName } from "./manifests.ts";

/** A provider's refusal in our words. `providerCode` is the provider's own code. */
export type ProviderError = z.output<typeof MessageError>;

/** The outcome of a send. An adapter returns outcomes and never throws for a fault of the provider or the network. */
export type SendOutcome =
  | {
      kind: "accepted";
      providerMessageId: string;
      status: "accepted" | "queued" | "sent";
      /** The sender, if the provider names it in its answer. */
      from?: string;
      price?: { amount: string; currency: string };
    }
  /** Definite: nothing was sent. */
  | { kind: "rejected"; error: ProviderError }
  /** Definite: nothing was sent. A later retry may succeed. */
  | { kind: "throttled"; retryAfterSeconds?: number; error: ProviderError }
  /** The message may have been sent: the hub never resends it by itself (invariant 1). */
  | { kind: "unknown"; cause: string };

export interface OutgoingMessage {
  channel: Channel;
  to: string;
  /** An E.164 number, a sender ID, or a Messaging Service SID (`MG…`). Null: the provider chooses the sender, if it can (SNS). */
  from: string | null;
  body: string;
  mediaUrls: readonly string[];
  /** A template that the provider stores (Twilio Content), used instead of a body. */
  content?: { sid: string; variables: Readonly<Record<string, string>> };
  validitySeconds?: number;
  /** The URL to which the provider reports each status. It names the message, so a report finds it even if the answer was lost. */
  statusCallbackUrl?: string;
}

export type ProviderStatus =
  | "queued"
  | "accepted"
  | "sent"
  | "delivered"
  | "read"
  | "undelivered"
  | "failed"
  | "canceled"
  | "received"
  | "scheduled"
  | "sending";

/** A message as the provider stores it. On every channel `to` and `from` are plain numbers (or sender IDs). */
export interface ProviderMessage {
  providerMessageId: string;
  status: ProviderStatus;
  to: string;
  from: string | null;
  body: string | null;
  createdAt: string;
  price: { amount: string; currency: string } | null;
  error: ProviderError | null;
  segmentCount: number | null;
}

export interface MessageSender {
  /** Makes at most one attempt that may reach the provider, within 8 s, and never resends by itself. */
  send(message: OutgoingMessage): Promise<SendOutcome>;
  /** Absent if the provider has no status query (SNS). Null: the provider knows no such message. Throws ProviderFailure. */
  fetch?(providerMessageId: string): Promise<ProviderMessage | null>;
  /**
   * Lists every message to a number that the provider created in [since, until), so that the hub can find a message whose answer was lost.
   * `since` is rounded down, because the provider may count in whole seconds. Throws ProviderFailure, also if there are too many to read.
   */
  list?(query: {
    to: string;
    since: string;
    until: string;
    channel?: OutgoingMessage["channel"];
  }): Promise<ProviderMessage[]>;
  /** Clears the body and deletes the media at the provider. */
  redact?(providerMessageId: string): Promise<void>;
  /** Returns the bytes of one media item (at most `maximumBytes`) or the URL to download it. Null: there is no such item. */
  media?(providerMessageId: string, index: number, maximumBytes: number): Promise<ProviderMedia | null>;
}

export type ProviderMedia =
  | { kind: "bytes"; contentType: string; bytes: Uint8Array }
  | { kind: "redirect"; url: string }
  | { kind: "tooLarge" };

export interface ProviderLookup {
  isValid: boolean;
  country: string | null;
  lineType: string | null;
  carrier: { name: string | null; mcc: string | null; mnc: string | null } | null;
  callerName: string | null;
  /** The provider's answers for the other packages, by our field names. */
  extra: Record<string, unknown>;
  /** True if a package failed for the moment. Ask again soon, and do not cache the failure for long. */
  isIncomplete?: boolean;
}

export interface NumberLookups {
  /** `fields` are LookupField names of the API contract. Throws ProviderFailure. */
  lookup(number: string, fields: readonly string[]): Promise<ProviderLookup>;
}

export interface NumberWebhooks {
  smsUrl: string | null;
  smsMethod: string | null;
  smsFallbackUrl: string | null;
  smsApplicationSid: string | null;
}

export interface OwnedNumber {
  sid: string;
  number: string;
  friendlyName: string | null;
  capabilities: { sms: boolean; mms: boolean; voice: boolean };
  webhooks: NumberWebhooks;
}

export interface OwnedNumbers {
  /** Throws Problem invalid_cursor for a cursor that it did not return itself. Otherwise throws ProviderFailure. */
  list(page: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ items: OwnedNumber[]; nextCursor: string | null }>;
  get(sid: string): Promise<OwnedNumber | null>;
  /** Finds a number by its E.164 form. */
  find(number: string): Promise<OwnedNumber | null>;
  /** Changes only the settings that differ from the number as it was read. Null clears a setting. */
  setWebhooks(number: Pick<OwnedNumber, "sid" | "webhooks">, webhooks: NumberWebhooks): Promise<OwnedNumber>;
}

/** The senders that a configuration names. */
export interface NamedSenders {
  fromNumbers: readonly string[];
  channelSenders: readonly { channel: OwnSenderChannel; sender: string }[];
  messagingServiceSid: string | null;
}

export interface ProviderAccount {
  /** Fetches the account to test the credentials. Throws ProviderFailure; its kind is `credentials` if the provider refuses them. */
  describe(): Promise<{
    name: string | null;
    status: string | null;
    balance: { amount: string; currency: string } | null;
  }>;
  /** Finds which of these senders the account has. Absent if the provider lists no senders (SNS). Throws ProviderFailure. */
  findSenders?(named: NamedSenders): Promise<SenderFinding[]>;
}

export type SenderFinding = z.output<typeof TestedSender>;

/** The numbers that opted out at the provider itself, if the provider reports them only in a list (SNS). */
export interface ProviderOptOuts {
  /** Identifies this list among those of other accounts and regions. */
  whose: string;
  /** Reads a page of E.164 numbers. Throws ProviderFailure. */
  list(cursor: string | undefined): Promise<{ numbers: string[]; nextCursor: string | null }>;
}

export interface OutgoingCode {
  channel: CodeChannel;
  to: string;
  /** A BCP 47 tag. The provider chooses another language if it has no text in this one. */
  locale: string;
  androidAppHash?: string | undefined;
  clientIp?: string | undefined;
}

/** A verification at the provider. If the answer to its start was lost, there is no id, and `to` identifies it. */
export interface CheckedVerification {
  providerVerificationId?: string | undefined;
  to: string;
}

/** The provider makes, sends and checks the code. The hub never learns it from the provider (invariant 15). */
export interface CodeVerifications {
  /** Starts a verification, or resends the code of a pending one. `providerMessageId` is the provider's id of the verification. */
  send(code: OutgoingCode): Promise<SendOutcome>;
  /**
   * `closed`: the provider no longer has the verification (expired, approved, canceled). `exhausted`: it was checked too often.
   * Throws ProviderFailure.
   */
  check(whose: CheckedVerification, code: string): Promise<"right" | "wrong" | "closed" | "exhausted">;
  /** Does nothing if the provider no longer has the verification. Throws ProviderFailure. */
  cancel(providerVerificationId: string): Promise<void>;
}

export interface OutgoingCall {
  to: string;
  from: string;
  /** TwiML, at most 4,000 characters. */
  twiml: string;
  statusCallbackUrl?: string;
}

export interface CallPlacer {
  /** Makes at most one attempt that may reach the provider, within 8 s, and never repeats it. `providerMessageId` is the id of the call. */
  place(call: OutgoingCall): Promise<SendOutcome>;
}

/** A plain object of roles. A role that the provider lacks is absent. */
export interface Provider {
  name: ProviderName | "test";
  messages?: MessageSender;
  lookups?: NumberLookups;
  numbers?: OwnedNumbers;
  verifications?: CodeVerifications;
  calls?: CallPlacer;
  account?: ProviderAccount;
  optOuts?: ProviderOptOuts;
}
