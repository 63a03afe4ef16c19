import { day, second } from "../kernel/durations.ts";
import type { Scope, TenantId } from "../kernel/ids.ts";

/** This file and number-key.ts build all keys of the limits table. */
export const settingsKey = (tenantId: TenantId): string => `${tenantId}#settings`;
/** The row with a scope's own bucket and its counters of the month. */
export const scopeKey = (scope: Scope): string => `${scope}#all`;
export const countryKey = (scope: Scope, country: string | null): string => `${scope}#country#${country ?? "none"}`;

/** The pace of a provider configuration's batches. */
export const paceKey = (tenantId: string, configId: string): string => `${tenantId}#pace#${configId}`;

/**
 * The mark of a written cap warning. The counter's name includes the month. The mark is a separate row, because each send writes the
 * scope's row.
 */
export const warningKey = (scope: Scope, counter: string, most: number): string => `${scope}#warned#${counter}#${most}`;

/** The names of a month's counters in a scope's row. */
export const messagesIn = (month: string): string => `messages#${month}`;
export const microDollarsIn = (month: string): string => `microDollars#${month}`;

/** How long a row with the counters of a month must stay. */
export const rowSeconds = (40 * day) / second;
