import type { LogCode } from "./log-codes.ts";

/** Fields whose values are few and ours. Never a tenant, a number or an id: each value is a metric that AWS charges for. */
type Dimension = "provider" | "outcome" | "problem" | "status" | "operation" | "channel";

interface Metric {
  /** The log lines it is taken from; one that lacks a dimension does not count. */
  on: readonly LogCode[];
  /** Only lines with these fields. */
  where?: Readonly<Record<string, string>>;
  unit: "Count" | "Milliseconds";
  /** The field that holds its value; left out: every line counts as one. */
  value?: string;
  dimensions: readonly Dimension[];
  means: string;
}

export const metricsNamespace = "PhoneHub";

/**
 * Every metric the hub has. Each is read off a line that is logged anyway (docs/decisions/0007), so a new one is an entry here, the
 * dashboard shows it by itself, and infra/alarms/alarms.ts may watch it. Every metric also has the dimension `environment`.
 */
export const metrics = {
  Sends: {
    on: ["message_sent"],
    unit: "Count",
    dimensions: ["provider", "outcome"],
    means: "Messages handed to a provider, by what came of it: accepted, rejected, throttled, unknown",
  },
  ProviderLatency: {
    on: ["message_sent"],
    unit: "Milliseconds",
    value: "providerMs",
    dimensions: ["provider"],
    means: "How long the provider took to answer a send",
  },
  CredentialsRefused: {
    on: ["credentials_refused"],
    unit: "Count",
    dimensions: ["provider"],
    means: "Sends and lookups for which a provider refused a configuration's credentials",
  },
  ProviderHealth: {
    on: ["provider_health"],
    unit: "Count",
    dimensions: ["provider", "status"],
    means:
      "Provider configurations that became unhealthy (and are spared for a minute where they have a failover), or healthy again",
  },
  FailedOver: {
    on: ["message_failed_over"],
    unit: "Count",
    dimensions: ["provider"],
    means: "Messages that another configuration was given, by that one's provider",
  },
  StatusCallbacks: {
    on: ["message_status"],
    where: { source: "callback" },
    unit: "Count",
    dimensions: ["status"],
    means: "Status callbacks that raised a message's status, by the status",
  },
  InboundMessages: {
    on: ["inbound_received"],
    unit: "Count",
    dimensions: [],
    means: "Messages that came in, replays included",
  },
  InboundWithoutNumber: {
    on: ["inbound_without_number"],
    unit: "Count",
    dimensions: [],
    means:
      "Messages that came in without their writer's number: they can be read and not answered, and no STOP in them counts",
  },
  WebhookRejects: {
    on: ["webhook_rejected"],
    unit: "Count",
    dimensions: ["problem"],
    means: "Webhooks refused; webhook_rejected: unsigned, forged or bound to another message",
  },
  QueueFailures: {
    on: ["queue_message_failed"],
    unit: "Count",
    dimensions: [],
    means: "Attempts at a queue message that failed; it comes again, five times in all",
  },
  DeadLettersSettled: {
    on: ["dead_letter_settled"],
    unit: "Count",
    dimensions: [],
    means: "Messages that failed because their queue message had failed five times",
  },
  MessagesAdopted: {
    on: ["message_adopted"],
    unit: "Count",
    dimensions: [],
    means: "Unknown messages that the sweeper found at their provider",
  },
  Sweeps: { on: ["sweep_finished"], unit: "Count", dimensions: [], means: "Finished runs of the sweeper" },
  StillUnknown: {
    on: ["sweep_finished"],
    unit: "Count",
    value: "stillUnknown",
    dimensions: [],
    means: "Messages that a sweep looked for at their provider in vain",
  },
  Lookups: {
    on: ["lookup_answered"],
    unit: "Count",
    dimensions: ["outcome"],
    means: "Lookups answered: paid, cached, manual, or metadata (the numbering plan, free)",
  },
  VerificationSends: {
    on: ["verification_sent"],
    unit: "Count",
    dimensions: ["channel", "outcome"],
    means: "Codes by what became of them: sent, unknown (perhaps sent), failed, suppressed (kept from the number)",
  },
  VerificationChecks: {
    on: ["verification_checked"],
    unit: "Count",
    dimensions: ["outcome"],
    means: "Codes that were compared: right, wrong, closed or exhausted (Twilio Verify's own limits)",
  },
  VerificationPrefixesBlocked: {
    on: ["verification_prefix_blocked"],
    unit: "Count",
    dimensions: [],
    means: "Blocks of 10,000 numbers that were closed to a tenant's codes: those sent there were not used",
  },
  VerificationGuessing: {
    on: ["verification_guessing"],
    unit: "Count",
    dimensions: [],
    means: "Tenants nearly all of whose checks were wrong for ten minutes: somebody guesses codes",
  },
  StoreFailures: {
    on: ["store_unavailable"],
    unit: "Count",
    dimensions: [],
    means: "Calls to DynamoDB, SQS or KMS that failed for good, the SDK's three tries included",
  },
  OperationFailures: {
    on: ["request_failed", "store_unavailable"],
    unit: "Count",
    dimensions: ["operation", "problem"],
    means: "Requests answered with a 5xx, by operation",
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** By name, for those who do not care which one it is. */
export const metricEntries: readonly (readonly [string, Metric])[] = Object.entries(metrics);
