import type { Channel } from "../api/channels.ts";

/** The abilities of a provider, and how it reports, as data. A manifest imports no code of an adapter. */
export interface Manifest {
  /** The provider's name as people write it. */
  title: string;
  /** The abilities on each channel. The provider does not send on a channel that is missing here. */
  channels: Readonly<Partial<Record<Channel, ChannelAbilities>>>;
  /** How the provider reports a message's statuses. Without reports no status follows `accepted` or `unknown`, so both are final. */
  reports: "callbacks" | "none";
  /** The end of each webhook's URL. It can set, for example, how often the provider retries. */
  webhookUrlSuffix: string;
  /** `named`: the provider refuses a message that names no sender. `byProvider`: it chooses a sender itself. */
  senderChoice: "named" | "byProvider";
  /** True if test-connection can compare a configuration's senders with the senders of the account. */
  listsSenders: boolean;
  /** True if the provider looks up numbers. */
  looksUp: boolean;
  /** True if the provider can call a recipient and read a code aloud. */
  calls: boolean;
  /** True if the provider makes, sends and checks its own codes. */
  verifies: boolean;
  optOuts: {
    /** The scope of an opt-out that the provider reports: one sender, or everything that the account sends. */
    scope: "sender" | "account";
    /** How the hub learns of opt-outs: from webhooks and refusals, from a list that it reads, or only from refusals. */
    toldBy: "webhooks" | "list" | "refusals";
  };
  /** The channels on which the provider itself answers STOP, START and HELP. */
  answersKeywordsOn: readonly Channel[];
  /** True if credentials can name a role that requires an external id (sts:ExternalId). The hub makes that id. */
  usesExternalId: boolean;
  /** The provider's regions, if credentials are valid in only one. Null: credentials are not bound to a region. */
  regions: Regions | null;
}

/** A product that one region of a provider can have and another can lack. */
export type RegionalProduct = Channel | "media" | "lookups" | "calls" | "verifications" | "numbers";

export interface Regions {
  /** The region of credentials that name none. */
  home: string;
  /** The products of each region. */
  products: Readonly<Record<string, readonly RegionalProduct[]>>;
  /** The provider's names for its products. */
  productNames: Readonly<Record<RegionalProduct, string>>;
}

export interface ChannelAbilities {
  media: boolean;
  /** True if a message can use a template that the provider stores (Twilio Content) instead of a body. */
  providerTemplates: boolean;
}
