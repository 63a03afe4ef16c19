/**
 * The names of every environment variable a function may read, shared with infra so that both sides spell them alike. This is
 * the only file that reads `process.env`; values are read when asked for, so a function needs only those it uses.
 */
export const tableVariables = {
  tenants: "TABLE_TENANTS",
  apiKeys: "TABLE_API_KEYS",
  providerConfigs: "TABLE_PROVIDER_CONFIGS",
  messages: "TABLE_MESSAGES",
  lookups: "TABLE_LOOKUPS",
  optOuts: "TABLE_OPT_OUTS",
  audit: "TABLE_AUDIT",
  jobs: "TABLE_JOBS",
  templates: "TABLE_TEMPLATES",
  preferences: "TABLE_PREFERENCES",
  notifications: "TABLE_NOTIFICATIONS",
  limits: "TABLE_LIMITS",
  batches: "TABLE_BATCHES",
  events: "TABLE_EVENTS",
  verifications: "TABLE_VERIFICATIONS",
} as const;
export type TableName = keyof typeof tableVariables;

export const queueVariables = {
  dispatch: "QUEUE_DISPATCH",
  jobs: "QUEUE_JOBS",
  batches: "QUEUE_BATCHES",
  ranges: "QUEUE_RANGES",
} as const;
export type QueueName = keyof typeof queueVariables;

/** The queue of each capability that erases what it holds about a number; its function in functions/erasers reads it. */
export const eraserQueueVariables = {
  batches: "QUEUE_ERASE_BATCHES",
  messages: "QUEUE_ERASE_MESSAGES",
  lookups: "QUEUE_ERASE_LOOKUPS",
  optOuts: "QUEUE_ERASE_OPT_OUTS",
  preferences: "QUEUE_ERASE_PREFERENCES",
  verifications: "QUEUE_ERASE_VERIFICATIONS",
} as const;
export type EraserName = keyof typeof eraserQueueVariables;

export const variables = {
  environment: "PHONEHUB_ENVIRONMENT",
  version: "PHONEHUB_VERSION",
  logLevel: "LOG_LEVEL",
  credentialsKey: "KMS_CREDENTIALS_KEY",
  numberHashKey: "KMS_NUMBER_HASH_KEY",
  codePepper: "KMS_CODE_PEPPER",
  exportsBucket: "BUCKET_EXPORTS",
  recipientsBucket: "BUCKET_RECIPIENTS",
  /** dev only: where Twilio's API lives instead of *.twilio.com. */
  twilioBaseUrl: "TWILIO_BASE_URL",
  /** Public base of the status callback URL function: what the hub hands to the provider. */
  messageStatusUrl: "WEBHOOK_URL_MESSAGE_STATUS",
  inboundMessageUrl: "WEBHOOK_URL_INBOUND_MESSAGE",
  /** A webhook function's own public base where it has a domain of its own; else it takes the one Lambda reports. */
  ownWebhookBaseUrl: "WEBHOOK_BASE_URL",
  /** JSON: a list of JwtIssuer. */
  jwtIssuers: "JWT_ISSUERS",
  /** JSON: some of the waits in timeouts-and-waits.ts, shorter than a deployed hub's. For tests; no stack sets it. */
  waits: "WAITS",
} as const;

/** An OIDC issuer whose access tokens are accepted, and the claims that carry who the caller is. */
export interface JwtIssuer {
  issuer: string;
  /** Defaults to the issuer's /.well-known/jwks.json. */
  jwksUri?: string;
  /** Accepted `client_id` (or `azp`, or `aud`) values. */
  clientIds: readonly string[];
  tenantClaim: string;
  permissionsClaim: string;
  /** The tenants whose users it may name: their ids, or "*" for every one but the hub's own. */
  tenants: readonly string[];
  /** It may name the hub's own tenant too, and so make platform administrators. Left out: it may not. */
  hubTenant?: boolean;
}

const logLevels = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
type LogLevel = (typeof logLevels)[number];

/** A variable that must be there: its absence is a fault of the deployment. */
const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set`);
  return value;
};

const optional = (name: string): string | undefined => process.env[name] || undefined;

export const config = {
  table: (name: TableName): string => required(tableVariables[name]),
  queueUrl: (name: QueueName): string => required(queueVariables[name]),
  eraserQueueUrl: (name: EraserName): string => required(eraserQueueVariables[name]),
  environment: (): string => required(variables.environment),
  version: (): string => optional(variables.version) ?? "0.0.0",
  logLevel: (): LogLevel => logLevels.find((level) => level === optional(variables.logLevel)) ?? "INFO",
  credentialsKey: (): string => required(variables.credentialsKey),
  numberHashKey: (): string => required(variables.numberHashKey),
  codePepper: (): string => required(variables.codePepper),
  exportsBucket: (): string => required(variables.exportsBucket),
  recipientsBucket: (): string => required(variables.recipientsBucket),
  twilioBaseUrl: (): string | undefined => optional(variables.twilioBaseUrl),
  messageStatusUrl: (): string => required(variables.messageStatusUrl),
  inboundMessageUrl: (): string => required(variables.inboundMessageUrl),
  ownWebhookBaseUrl: (): string | undefined => optional(variables.ownWebhookBaseUrl),
  jwtIssuers: (): readonly JwtIssuer[] => JSON.parse(optional(variables.jwtIssuers) ?? "[]"),
  waits: (): Readonly<Record<string, number>> => JSON.parse(optional(variables.waits) ?? "{}"),
};
