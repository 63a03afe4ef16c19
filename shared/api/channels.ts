/** The properties of a message channel. A provider's manifest declares which content it can send on the channel. */
interface ChannelTraits {
  /** The channel's name in text for people. */
  label: string;
  /** Whether a new provider configuration enables the channel by default. */
  isOnAtFirst: boolean;
  /** The address schemes that select the channel, as in `whatsapp:+34…`. */
  schemes: readonly string[];
  /**
   * The sender of the channel's messages: one of the configuration's numbers or its sender ID (`numbers`), or a number that the
   * configuration has only for this channel (`own`). A Messaging Service can replace either, or is the only sender (`service`).
   */
  sender: "numbers" | "own" | "service";
  /** Texts are split into segments, which are counted and charged. If false, a message counts as one, whatever its length. */
  hasSegments: boolean;
  /** The channel still uses the number with which a person joined, even if the numbering plan has changed since. */
  keepsOlderForms: boolean;
  /** The channel's operator must approve templates and refuses some values in them. */
  approvesTemplates: boolean;
  /** The status `read` can follow `delivered`. */
  tellsRead: boolean;
  /** Phones can fill in a code from a message whose last line names the web page or the app. */
  fillsInCodes: boolean;
  /** The hub sends the expiry of a code to the provider, which drops the message if it is late. */
  dropsLateCodes: boolean;
}

/** To add a channel, add a row here and in every `Record<Channel, …>`; the compiler reports those that miss it. */
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

/** The channel of a message. */
export type Channel = keyof typeof table;

/** All channels, in the order in which the hub tries a user's channels. */
export const channels = Object.keys(table) as [Channel, ...Channel[]];

/** The default channel, if no field or address of a request names one. */
export const usualChannel: Channel = "sms";

export const traitsOf = (channel: Channel): ChannelTraits => table[channel];

/** Needed for inbound names, because a provider can have channels that the hub does not support. */
export const isChannel = (name: string): name is Channel => Object.hasOwn(table, name);

/** Makes a record with one value for each channel. */
export const byChannel = <Value>(make: (channel: Channel) => Value): Record<Channel, Value> =>
  Object.fromEntries(channels.map((channel) => [channel, make(channel)])) as Record<Channel, Value>;

/** The channel of a verification code: a message, or a call that speaks it. */
export type CodeChannel = Channel | "call";
export const codeChannels = [...channels, "call"] as const satisfies CodeChannel[];

/** The channels that a provider configuration can enable: each message channel, and calls. */
export type SwitchedChannel = Channel | "voice";

/** The channels for which a configuration has a separate sender. */
export type OwnSenderChannel = {
  [Name in Channel]: (typeof table)[Name]["sender"] extends "own" ? Name : never;
}[Channel];
const hasOwnSender = (channel: Channel): channel is OwnSenderChannel => traitsOf(channel).sender === "own";
export const ownSenderChannels: readonly OwnSenderChannel[] = channels.filter(hasOwnSender);

/** The field of a provider configuration that holds the channel's separate sender. */
export const ownSenderField = (channel: OwnSenderChannel) => `channels.${channel}.sender` as const;

type BySwitch<Plain, WithSender> = {
  [Name in SwitchedChannel]: Name extends OwnSenderChannel ? WithSender : Plain;
};

/** Makes a record with one value for each switched channel: from `withSender` if the channel has a separate sender, else from `plain`. */
export const bySwitch = <Plain, WithSender>(
  plain: (isOnAtFirst: boolean) => Plain,
  withSender: (isOnAtFirst: boolean) => WithSender,
): BySwitch<Plain, WithSender> => {
  const ofMessages = byChannel((channel) =>
    (hasOwnSender(channel) ? withSender : plain)(traitsOf(channel).isOnAtFirst),
  );
  return { ...ofMessages, voice: plain(false) } as BySwitch<Plain, WithSender>;
};
