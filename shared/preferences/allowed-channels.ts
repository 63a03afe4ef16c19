import { type Channel, channels } from "../api/channels.ts";
import type { StoredPreferences } from "./preferences.ts";
import { inQuietHours } from "./quiet-hours.ts";

/** Why a user gets nothing on a channel. */
export type ChannelRefusal = "not_enabled" | "no_number" | "number_not_verified" | "quiet_hours";

export type ChannelVerdict =
  | { channel: Channel; isAllowed: true; number: string }
  | {
      channel: Channel;
      isAllowed: false;
      reason: ChannelRefusal;
      /** quiet_hours: when they are over. */
      until?: Date;
    };

/** What a user's preferences say to each channel at a moment. Quiet hours let through what is urgent; nothing else does. Pure. */
export const allowedChannels = (preferences: StoredPreferences, at: Date, urgent: boolean): ChannelVerdict[] => {
  const { channels: allowed, quietHours } = preferences;
  const { until } = quietHours === null || urgent ? {} : inQuietHours(quietHours, at);
  return channels.map((channel) =>
    allowed[channel].isEnabled ? verdictOn(channel, preferences, until) : refused(channel, "not_enabled"),
  );
};

const verdictOn = (
  channel: Channel,
  { number, numberVerifiedAt }: StoredPreferences,
  until: Date | undefined,
): ChannelVerdict => {
  if (number === null) return refused(channel, "no_number");
  if (numberVerifiedAt === null) return refused(channel, "number_not_verified");
  return until === undefined ? { channel, isAllowed: true, number } : { ...refused(channel, "quiet_hours"), until };
};

const refused = (channel: Channel, reason: ChannelRefusal) =>
  ({ channel, isAllowed: false, reason }) satisfies ChannelVerdict;
