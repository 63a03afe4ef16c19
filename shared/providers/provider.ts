import type * as z from "zod";
import type { Channel, CodeChannel, OwnSenderChannel } from "../api/channels.ts";
import type { MessageError } from "../api/schemas/message-error.ts";
import type { TestedSender } from "../api/schemas/provider-account-schemas.ts";
import type { ProviderName } from "./manifests.ts";

/** A provider's refusal in our words; `providerCode` is the provider's own. */
export type ProviderError = z.output<typeof MessageError>;

/** What a send came to. Outcomes, not exceptions: an adapter never throws for what the provider or the network did. */
export type SendOutcome =
  | {
      kind: "accepted";
      providerMessageId: string;
      status: "accepted" | "queued" | "sent";
      /** Where the provider tells it at once. */
      from?: string;
      price?: { amount: string; currency: string };
    }
  /** Definite: nothing was sent. */
  | { kind: "rejected"; error: ProviderError }
  /** Definite: nothing was sent; try again later. */
  | { kind: "throttled"; retryAfterSeconds?: number; error: ProviderError }
  /** It may have been sent: never resend by itself (invariant 1). */
  | { kind: "unknown"; cause: string };

export interface OutgoingMessage {
  channel: Channel;
  to: string;
  /** An E.164 number, a sender ID, or a Messaging Service SID (`MG…`); null lets the provider choose where it can (SNS). */
  from: string | null;
  body: string;
  mediaUrls: readonly string[];
  /** A template that the provider itself keeps (Twilio Content), instead of a body. */
  content?: { sid: string; variables: Readonly<Record<string, string>> };
  validitySeconds?: number;
  /** Where the provider reports each change of status; names the message, so it binds even if the answer is lost. */
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

/** A message as the provider knows it; the parties are plain numbers (or sender IDs) on every channel. */
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
  /** At most one attempt that may reach the provider, 8 s, no automatic resend. */
  send(message: OutgoingMessage): Promise<SendOutcome>;
  /** Absent where the provider has no status query (SNS). Null: the provider knows no such message. Throws ProviderFailure. */
  fetch?(providerMessageId: string): Promise<ProviderMessage | null>;
  /**
   * Every message of the provider's to a number created in [since, until), to adopt one whose answer was lost. The provider may
   * count in whole seconds: `since` is rounded down. Throws ProviderFailure, also where there are too many to see them all.
   */
  list?(query: {
    to: string;
    since: string;
    until: string;
    channel?: OutgoingMessage["channel"];
  }): Promise<ProviderMessage[]>;
  /** Blanks the body (and deletes the media) at the provider. */
  redact?(providerMessageId: string): Promise<void>;
  /** The bytes of one media item, or where they are to be had; at most `maximumBytes`. Null: no such media. */
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
  /** Raw answers of further packages by our field name. */
  extra: Record<string, unknown>;
  /** A package failed for the moment: worth asking again soon, not worth keeping for long. */
  isIncomplete?: boolean;
}

export interface NumberLookups {
  /** `fields` are the contract's LookupField names. Throws ProviderFailure. */
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
  /** Throws Problem invalid_cursor for a cursor that is not one of its own, else ProviderFailure. */
  list(page: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ items: OwnedNumber[]; nextCursor: string | null }>;
  get(sid: string): Promise<OwnedNumber | null>;
  /** By the number itself, in E.164. */
  find(number: string): Promise<OwnedNumber | null>;
  /** Sets what differs from the number as it was read, and leaves the rest alone; null clears one. */
  setWebhooks(number: Pick<OwnedNumber, "sid" | "webhooks">, webhooks: NumberWebhooks): Promise<OwnedNumber>;
}

/** The senders that a configuration names. */
export interface NamedSenders {
  fromNumbers: readonly string[];
  channelSenders: readonly { channel: OwnSenderChannel; sender: string }[];
  messagingServiceSid: string | null;
}

export interface ProviderAccount {
  /** Fetches the account to prove the credentials. Throws ProviderFailure, `credentials` where they are refused. */
  describe(): Promise<{
    name: string | null;
    status: string | null;
    balance: { amount: string; currency: string } | null;
  }>;
  /** Which of these senders the account has. Absent where the provider lists no senders (SNS). Throws ProviderFailure. */
  findSenders?(named: NamedSenders): Promise<SenderFinding[]>;
}

export type SenderFinding = z.output<typeof TestedSender>;

/** The numbers that opted out at the provider itself, where it tells them by a list alone (SNS). */
export interface ProviderOptOuts {
  /** Tells this list from another account's or region's. */
  whose: string;
  /** A page of E.164 numbers. Throws ProviderFailure. */
  list(cursor: string | undefined): Promise<{ numbers: string[]; nextCursor: string | null }>;
}

export interface OutgoingCode {
  channel: CodeChannel;
  to: string;
  /** BCP 47; the provider falls back where it has no text in it. */
  locale: string;
  androidAppHash?: string | undefined;
  clientIp?: string | undefined;
}

/** The provider's verification; where the answer to its start was lost, the one of the number. */
export interface CheckedVerification {
  providerVerificationId?: string | undefined;
  to: string;
}

/** The provider makes, sends and checks the code; nobody else ever knows it (invariant 15). */
export interface CodeVerifications {
  /** Starts one, or sends the code of the pending one again. `providerMessageId` names the verification at the provider. */
  send(code: OutgoingCode): Promise<SendOutcome>;
  /**
   * `closed`: the provider knows no such verification any more (expired, approved, canceled); `exhausted`: it was checked too often.
   * Throws ProviderFailure.
   */
  check(whose: CheckedVerification, code: string): Promise<"right" | "wrong" | "closed" | "exhausted">;
  /** Throws ProviderFailure; nothing where it is gone already. */
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
  /** At most one attempt that may reach the provider, 8 s, no automatic resend. `providerMessageId` names the call. */
  place(call: OutgoingCall): Promise<SendOutcome>;
}

/** A plain object of roles; a role the provider cannot play is simply absent. */
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
