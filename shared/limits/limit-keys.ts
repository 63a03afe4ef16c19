import { day, second } from "../kernel/durations.ts";
import type { Scope, TenantId } from "../kernel/ids.ts";

/** Every key of the limits table is built here, and in number-key.ts. */
export const settingsKey = (tenantId: TenantId): string => `${tenantId}#settings`;
/** A scope's own bucket, and what it has sent this month. */
export const scopeKey = (scope: Scope): string => `${scope}#all`;
export const countryKey = (scope: Scope, country: string | null): string => `${scope}#country#${country ?? "none"}`;

/** The pace of a provider configuration's batches. */
export const paceKey = (tenantId: string, configId: string): string => `${tenantId}#pace#${configId}`;

/** That a tenant was told of a cap; the counter's name holds the month. A row of its own: the scope's is written by every send. */
export const warningKey = (scope: Scope, counter: string, most: number): string => `${scope}#warned#${counter}#${most}`;

/** The counters of a month, in a scope's own row. */
export const messagesIn = (month: string): string => `messages#${month}`;
export const microDollarsIn = (month: string): string => `microDollars#${month}`;

/** How long a row must stay that tells of a month. */
export const rowSeconds = (40 * day) / second;
