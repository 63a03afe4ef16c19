import type { Scope, TenantId } from "../ids.ts";

/** Every key of the limits table is built here, and in number-key.ts. */
export const settingsKey = (tenantId: TenantId): string => `${tenantId}#settings`;
/** A scope's own bucket, and what it has sent this month. */
export const scopeKey = (scope: Scope): string => `${scope}#all`;
export const countryKey = (scope: Scope, country: string | null): string => `${scope}#country#${country ?? "none"}`;

/** The pace of a provider configuration's batches. */
export const paceKey = (tenantId: string, configId: string): string => `${tenantId}#pace#${configId}`;

/** The counters of a month, in a scope's own row. */
export const messagesIn = (month: string): string => `messages#${month}`;
export const microDollarsIn = (month: string): string => `microDollars#${month}`;
