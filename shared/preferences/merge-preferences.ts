import { byChannel } from "../api/channels.ts";
import type { BodyOf } from "../api/operation.ts";
import type { updatePreferences } from "../api/operations/preferences.ts";
import * as rules from "../api/rules.ts";
import { broken } from "../kernel/errors.ts";
import { channelsOff, type StoredPreferences } from "./preferences.ts";

type Changes = BodyOf<typeof updatePreferences>;
type Channels = StoredPreferences["channels"];
type QuietHours = StoredPreferences["quietHours"];

export interface PreferencesChange {
  changes: Changes;
  /** In E.164. Undefined: it stays. */
  number: string | null | undefined;
  /** The tenant vouches for the number it sets; one that its user sets must be verified. */
  isByUser: boolean;
  at: string;
}

/** RFC 7396: what is given changes, null sets it back. A number that stays the same stays verified. Throws invalid_request. */
export const mergedPreferences = (read: StoredPreferences, change: PreferencesChange): StoredPreferences => {
  const { channels, quietHours, locale = read.locale } = change.changes;
  return {
    ...read,
    ...numberAfter(read, change),
    channels: channelsAfter(read.channels, channels),
    quietHours: quietHoursAfter(read.quietHours, quietHours),
    locale,
    revision: read.revision + 1,
  };
};

const numberAfter = (
  read: StoredPreferences,
  { number, isByUser, at }: PreferencesChange,
): Pick<StoredPreferences, "number" | "numberVerifiedAt"> => {
  const staysVerified = number === read.number && read.numberVerifiedAt !== null;
  if (number === undefined || staysVerified) return { number: read.number, numberVerifiedAt: read.numberVerifiedAt };
  return { number, numberVerifiedAt: number === null || isByUser ? null : at };
};

const channelsAfter = (read: Channels, patch: Changes["channels"]): Channels =>
  byChannel((channel) => {
    const changed = patch === null ? null : patch?.[channel];
    if (changed === null) return channelsOff[channel];
    const { isEnabled = read[channel].isEnabled } = changed ?? {};
    return { isEnabled: isEnabled ?? channelsOff[channel].isEnabled };
  });

const quietHoursAfter = (read: QuietHours, patch: Changes["quietHours"]): QuietHours => {
  if (patch === undefined) return read;
  if (patch === null) return null;
  const { start, end, timeZone } = { ...read, ...patch };
  if (start === undefined || end === undefined || timeZone === undefined) throw broken(rules.wholeQuietHours);
  if (start === end) throw broken(rules.quietHoursEnd);
  return { start, end, timeZone };
};
