import type { Channel } from "../api/channels.ts";

/** What a provider can do and how it reports, as data: no code of an adapter comes along. */
export interface Manifest {
  /** As people write it. */
  title: string;
  /** What it can send on a channel. It does not send on a channel that is missing. */
  channels: Readonly<Partial<Record<Channel, ChannelAbilities>>>;
  /** How it reports what became of a message. Without reports nothing ever follows `accepted` and `unknown`, so they are final. */
  reports: "callbacks" | "none";
  /** What a webhook's URL ends with, such as how often the provider tries again. */
  webhookUrlSuffix: string;
  /** Which senders it needs: without a named one it refuses a message, or it chooses one itself. */
  senderChoice: "named" | "byProvider";
  /** Whether test-connection can compare a configuration's senders with those of the account. */
  listsSenders: boolean;
  /** Whether it looks numbers up. */
  looksUp: boolean;
  /** Whether it reads a code to the recipient in a call. */
  calls: boolean;
  /** Whether it makes, sends and checks codes of its own. */
  verifies: boolean;
  optOuts: {
    /** What an opt-out covers that it tells: one sender, or everything that the account sends. */
    scope: "sender" | "account";
    /** How the hub learns of them: from webhooks and refusals, from a list that it reads, or from refusals alone. */
    toldBy: "webhooks" | "list" | "refusals";
  };
  /** The channels on which it answers STOP, START and HELP itself. */
  answersKeywordsOn: readonly Channel[];
  /** Whether credentials may name a role that demands an external id, which the hub makes (sts:ExternalId). */
  usesExternalId: boolean;
  /** Where credentials are valid in one region alone: the provider's regions. Null: they are not bound to one. */
  regions: Regions | null;
}

/** What one region of a provider may have and another may lack. */
export type RegionalProduct = Channel | "media" | "lookups" | "calls" | "verifications" | "numbers";

export interface Regions {
  /** The region of credentials that name none. */
  home: string;
  /** What each region has. */
  products: Readonly<Record<string, readonly RegionalProduct[]>>;
  /** As the provider calls them. */
  productNames: Readonly<Record<RegionalProduct, string>>;
}

export interface ChannelAbilities {
  media: boolean;
  /** Templates that the provider itself keeps (Twilio Content), instead of a body. */
  providerTemplates: boolean;
}
