/** What the hub knows of a channel that messages go over. What a provider can send on it stands in the provider's manifest. */
interface ChannelTraits {
  /** As people write it. */
  label: string;
  /** Whether a new provider configuration sends on it where it does not say so. */
  isOnAtFirst: boolean;
  /** The schemes of an address that name it, as in `whatsapp:+34…`. */
  schemes: readonly string[];
  /**
   * What its messages come from: one of the configuration's numbers or its sender ID (`numbers`), or a number that the configuration has for
   * this channel alone (`own`). A Messaging Service can stand in for either, or is the only sender (`service`).
   */
  sender: "numbers" | "own" | "service";
  /** Its texts are cut into segments, which are counted and paid for. Elsewhere a message is one, however long. */
  hasSegments: boolean;
  /** It knows people by the number under which they joined, though the numbering plan has changed since. */
  keepsOlderForms: boolean;
  /** Its operator approves templates, and refuses some values in them. */
  approvesTemplates: boolean;
  /** `read` may follow `delivered`. */
  tellsRead: boolean;
  /** Phones read codes out of its messages, by a last line that names the page or the app. */
  fillsInCodes: boolean;
  /** The provider is told when a code has expired, and drops it then. */
  dropsLateCodes: boolean;
}

/** A channel more is a row here, and wherever a table asks for every channel (`Record<Channel, …>`): the compiler names the tables. */
const table = {
  sms: {
    label: "SMS",
    isOnAtFirst: true,
    schemes: ["sms", "smsto"],
    sender: "numbers",
    hasSegments: true,
    keepsOlderForms: false,
    approvesTemplates: false,
    tellsRead: false,
    fillsInCodes: true,
    dropsLateCodes: true,
  },
  whatsapp: {
    label: "WhatsApp",
    isOnAtFirst: false,
    schemes: ["whatsapp", "wa"],
    sender: "own",
    hasSegments: false,
    keepsOlderForms: true,
    approvesTemplates: true,
    tellsRead: true,
    fillsInCodes: false,
    dropsLateCodes: false,
  },
} as const satisfies Readonly<Record<string, ChannelTraits>>;

/** How a message travels. */
export type Channel = keyof typeof table;

/** In the order in which a user's channels are tried. */
export const channels = Object.keys(table) as [Channel, ...Channel[]];

/** The channel of a request whose fields and addresses name none. */
export const usualChannel: Channel = "sms";

export const traitsOf = (channel: Channel): ChannelTraits => table[channel];

/** What came in may name any channel of the provider's. */
export const isChannel = (name: string): name is Channel => Object.hasOwn(table, name);

/** A value for each channel. */
export const byChannel = <Value>(make: (channel: Channel) => Value): Record<Channel, Value> =>
  Object.fromEntries(channels.map((channel) => [channel, make(channel)])) as Record<Channel, Value>;

/** How a code travels: as a message, or spoken in a call. */
export type CodeChannel = Channel | "call";
export const codeChannels = [...channels, "call"] as const satisfies CodeChannel[];

/** What a provider configuration switches on and off: messages by their channel, and calls. */
export type SwitchedChannel = Channel | "voice";

/** The channels with a sender of their own. */
export type OwnSenderChannel = {
  [Name in Channel]: (typeof table)[Name]["sender"] extends "own" ? Name : never;
}[Channel];
const hasOwnSender = (channel: Channel): channel is OwnSenderChannel => traitsOf(channel).sender === "own";
export const ownSenderChannels: readonly OwnSenderChannel[] = channels.filter(hasOwnSender);

/** The member of a provider configuration that names a channel's own sender. */
export const ownSenderField = (channel: OwnSenderChannel) => `channels.${channel}.sender` as const;

type BySwitch<Plain, WithSender> = {
  [Name in SwitchedChannel]: Name extends OwnSenderChannel ? WithSender : Plain;
};

/** A value for each channel that a provider configuration switches: of one kind where the channel has a sender of its own, else of another. */
export const bySwitch = <Plain, WithSender>(
  plain: (isOnAtFirst: boolean) => Plain,
  withSender: (isOnAtFirst: boolean) => WithSender,
): BySwitch<Plain, WithSender> => {
  const ofMessages = byChannel((channel) =>
    (hasOwnSender(channel) ? withSender : plain)(traitsOf(channel).isOnAtFirst),
  );
  return { ...ofMessages, voice: plain(false) } as BySwitch<Plain, WithSender>;
};
