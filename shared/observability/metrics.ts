import type { LogCode } from "./log-codes.ts";

/** Fields with few values, all of them the hub's own. Never a tenant, a number or an id, because AWS charges for each value as a metric. */
type Dimension = "provider" | "outcome" | "problem" | "status" | "operation" | "channel";

interface Metric {
  /** The log lines that count. A line without one of the dimensions does not count. */
  on: readonly LogCode[];
  /** If set, only lines with these fields count. */
  where?: Readonly<Record<string, string>>;
  unit: "Count" | "Milliseconds";
  /** The field with the value. Without it, each line counts as one. */
  value?: string;
  dimensions: readonly Dimension[];
  means: string;
}

export const metricsNamespace = "PhoneHub";

/**
 * All metrics of the hub. CloudWatch reads each of them from a line that the hub logs anyway (docs/decisions/0007). To add a metric, add an
 * entry here. The dashboard then shows it, and infra/alarms/alarms.ts can watch it. Every metric also has the dimension `environment`.
 */
export const metrics = {
  Sends: {
    on: ["message_sent"],
    unit: "Count",
    dimensions: ["provider", "outcome"],
    means: "Sends of messages, by outcome: accepted, rejected, throttled, unknown",
  },
  ProviderLatency: {
    on: ["message_sent"],
    unit: "Milliseconds",
    value: "providerMs",
    dimensions: ["provider"],
    means: "Time that a provider took to answer a send",
  },
  CredentialsRefused: {
    on: ["credentials_refused"],
    unit: "Count",
    dimensions: ["provider"],
    means: "Sends and lookups whose credentials a provider refused",
  },
  ProviderHealth: {
    on: ["provider_health"],
    unit: "Count",
    dimensions: ["provider", "status"],
    means:
      "Provider configurations that became unhealthy (and cool down for a minute if they have a failover), or healthy again",
  },
  FailedOver: {
    on: ["message_failed_over"],
    unit: "Count",
    dimensions: ["provider"],
    means: "Messages that failed over, by the provider that got them",
  },
  StatusCallbacks: {
    on: ["message_status"],
    where: { source: "callback" },
    unit: "Count",
    dimensions: ["status"],
    means: "Status callbacks that changed a message's status, by the new status",
  },
  InboundMessages: {
    on: ["inbound_received"],
    unit: "Count",
    dimensions: [],
    means: "Messages that came in, including replays",
  },
  InboundWithoutNumber: {
    on: ["inbound_without_number"],
    unit: "Count",
    dimensions: [],
    means:
      "Messages that came in without their sender's number: nobody can answer them, and a STOP in them does not count",
  },
  WebhookRejects: {
    on: ["webhook_rejected"],
    unit: "Count",
    dimensions: ["problem"],
    means: "Refused webhooks; webhook_rejected: unsigned, forged or bound to another message",
  },
  QueueFailures: {
    on: ["queue_message_failed"],
    unit: "Count",
    dimensions: [],
    means: "Failed attempts at a queue message; each message gets five attempts",
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
    means: "Messages that a sweep did not find at their provider",
  },
  Lookups: {
    on: ["lookup_answered"],
    unit: "Count",
    dimensions: ["outcome"],
    means: "Answered lookups: paid, cached, manual, or metadata (the numbering plan, free)",
  },
  VerificationSends: {
    on: ["verification_sent"],
    unit: "Count",
    dimensions: ["channel", "outcome"],
    means: "Sends of codes, by outcome: sent, unknown (perhaps sent), failed, suppressed (not sent on purpose)",
  },
  VerificationChecks: {
    on: ["verification_checked"],
    unit: "Count",
    dimensions: ["outcome"],
    means: "Compared codes: right, wrong, closed or exhausted (Twilio Verify's own limits)",
  },
  VerificationPrefixesBlocked: {
    on: ["verification_prefix_blocked"],
    unit: "Count",
    dimensions: [],
    means: "Blocks of 10,000 numbers that were closed to a tenant's codes, because nobody uses those sent there",
  },
  VerificationGuessing: {
    on: ["verification_guessing"],
    unit: "Count",
    dimensions: [],
    means: "Tenants with nearly all checks wrong for ten minutes, because somebody guesses codes",
  },
  StoreFailures: {
    on: ["store_unavailable"],
    unit: "Count",
    dimensions: [],
    means: "Calls to DynamoDB, SQS or KMS that failed after all retries of the SDK",
  },
  OperationFailures: {
    on: ["request_failed", "store_unavailable"],
    unit: "Count",
    dimensions: ["operation", "problem"],
    means: "Requests answered with a 5xx, by operation",
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** The metrics as a list of names and entries. */
export const metricEntries: readonly (readonly [string, Metric])[] = Object.entries(metrics);
