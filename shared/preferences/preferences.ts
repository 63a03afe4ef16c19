import type * as z from "zod";
import { byChannel } from "../api/channels.ts";
import type { Preferences } from "../api/operations/preferences.ts";
import type { Item } from "../aws/dynamodb.ts";
import type { Scope } from "../kernel/ids.ts";
import { personKey } from "../numbers/forms-of-number.ts";

export type PreferencesView = z.output<typeof Preferences>;

/** A user's preferences as their row holds them. */
export interface StoredPreferences extends Omit<PreferencesView, "numberVerified"> {
  scope: Scope;
  /** Since when the number may be written to; null: its user set it and has not verified it. */
  numberVerifiedAt: string | null;
  /** Rises with every change; 0: nobody has set anything. */
  revision: number;
}

export const channelsOff: StoredPreferences["channels"] = byChannel(() => ({ isEnabled: false }));

/** Nothing is enabled until somebody enables it. */
export const unsetPreferences = (scope: Scope, userId: string): StoredPreferences => ({
  scope,
  userId,
  number: null,
  numberVerifiedAt: null,
  channels: channelsOff,
  quietHours: null,
  locale: null,
  revision: 0,
});

/** A scope holds no `#`, so no user id can lead out of it. */
export const preferencesKey = (scope: Scope, userId: string) => ({ pk: `${scope}#${userId}` });

/** Of the index byNumber, which only rows with a number are in. */
export const numberKey = (scope: Scope, number: string): string => `${scope}#${personKey(number)}`;

export const itemOfPreferences = (preferences: StoredPreferences): Item => ({
  ...preferencesKey(preferences.scope, preferences.userId),
  ...(preferences.number === null ? {} : { numberKey: numberKey(preferences.scope, preferences.number) }),
  ...preferences,
});

/** The one place where a row becomes preferences. A channel that came after them is off. */
export const preferencesFromItem = ({ pk, numberKey: _, ...attributes }: Item): StoredPreferences => {
  const preferences = attributes as unknown as StoredPreferences;
  return { ...preferences, channels: { ...channelsOff, ...preferences.channels } };
};

export const viewOfPreferences = (preferences: StoredPreferences): PreferencesView => ({
  ...preferences,
  numberVerified: preferences.numberVerifiedAt !== null,
});
