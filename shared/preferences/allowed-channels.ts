import type { Channel } from "../api/channels.ts";
import type { StoredPreferences } from "./preferences.ts";
import { inQuietHours } from "./quiet-hours.ts";

type PreferredChannel = Channel;

/** Why a user gets nothing on a channel. */
export type ChannelRefusal = "not_enabled" | "no_number" | "number_not_verified" | "quiet_hours";

export type ChannelVerdict =
  | { channel: PreferredChannel; isAllowed: true; number: string }
  | {
      channel: PreferredChannel;
      isAllowed: false;
      reason: ChannelRefusal;
      /** quiet_hours: when they are over. */
      until?: Date;
    };

/** What a user's preferences say to each channel at a moment. Quiet hours let through what is urgent; nothing else does. Pure. */
export const allowedChannels = (preferences: StoredPreferences, at: Date, urgent: boolean): ChannelVerdict[] => {
  const { smsEnabled, whatsappEnabled, quietHours } = preferences;
  const { until } = quietHours === null || urgent ? {} : inQuietHours(quietHours, at);
  return [
    smsEnabled ? verdictOn("sms", preferences, until) : refused("sms", "not_enabled"),
    whatsappEnabled ? verdictOn("whatsapp", preferences, until) : refused("whatsapp", "not_enabled"),
  ];
};

const verdictOn = (
  channel: PreferredChannel,
  { number, numberVerifiedAt }: StoredPreferences,
  until: Date | undefined,
): ChannelVerdict => {
  if (number === null) return refused(channel, "no_number");
  if (numberVerifiedAt === null) return refused(channel, "number_not_verified");
  return until === undefined ? { channel, isAllowed: true, number } : { ...refused(channel, "quiet_hours"), until };
};

const refused = (channel: PreferredChannel, reason: ChannelRefusal) =>
  ({ channel, isAllowed: false, reason }) satisfies ChannelVerdict;
