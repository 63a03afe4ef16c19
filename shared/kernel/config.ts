/**
 * The names of all environment variables of the functions. `infra` imports them too, so both sides spell them alike. Only this file reads
 * `process.env`. It reads a variable at each call, so a function needs only the variables that it uses.
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

/** One queue for each capability that stores numbers. The capability's function in functions/erasers reads its tasks from there. */
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
  /** In dev only: the base URL of a simulated Twilio API, instead of *.twilio.com. */
  twilioBaseUrl: "TWILIO_BASE_URL",
  /** The public base URL of the status callback function. The hub passes it to the provider. */
  messageStatusUrl: "WEBHOOK_URL_MESSAGE_STATUS",
  inboundMessageUrl: "WEBHOOK_URL_INBOUND_MESSAGE",
  /** The public base URL of a webhook function that has its own domain. Without it, the function uses the one that Lambda reports. */
  ownWebhookBaseUrl: "WEBHOOK_BASE_URL",
  /** JSON: a list of JwtIssuer. */
  jwtIssuers: "JWT_ISSUERS",
  /** JSON: waits of timeouts-and-waits.ts to override with shorter ones. For tests; no stack sets it. */
  waits: "WAITS",
} as const;

/** An OIDC issuer whose access tokens the hub accepts, and the claims that name the caller's tenant and permissions. */
export interface JwtIssuer {
  issuer: string;
  /** Defaults to the issuer's /.well-known/jwks.json. */
  jwksUri?: string;
  /** Accepted `client_id` (or `azp`, or `aud`) values. */
  clientIds: readonly string[];
  tenantClaim: string;
  permissionsClaim: string;
  /** The ids of the tenants that the issuer's tokens may name, or "*" for all tenants but the hub's own. */
  tenants: readonly string[];
  /** If true, the issuer's tokens may name the hub's own tenant too, and so make platform administrators. Default: false. */
  hubTenant?: boolean;
}

const logLevels = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
type LogLevel = (typeof logLevels)[number];

/** Throws an Error if the variable is missing, because then the deployment is wrong. */
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
