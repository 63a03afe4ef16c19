import { type ProviderName, providerNames } from "../../shared/providers/manifests.ts";
import { apiMetric, functionMetric, hubMetric, type Observed, percentage } from "../observed.ts";
import type { HubAlarm } from "./hub-alarm.ts";
import { allQueueAlarms } from "./queue-alarms.ts";

/**
 * All alarms. A new capability adds its metric to shared/observability/metrics.ts and its alarm here. A new queue states its impacts in
 * queue-alarms.ts. A new worker or webhook gets an alarm without a line here. environments.ts sets who receives alarms.
 */
export const alarms = (observed: Observed): HubAlarm[] => [
  ...allQueueAlarms(observed),
  ...providerNames.flatMap((provider) => providerAlarms(observed, provider)),
  ...apiAlarms(observed),
  ...webhookAlarms(observed),
  ...workerAlarms(observed),
  ...verificationAlarms(observed),
  ...Object.entries(observed.functions.unattended).map(functionAlarm),
  ...platformAlarms(observed),
];

const providerAlarms = ({ settings }: Observed, provider: ProviderName): HubAlarm[] => {
  const latency = (statistic: string) => hubMetric(settings.name, "ProviderLatency", statistic, { provider });
  const unknown = hubMetric(settings.name, "Sends", "Sum", { provider, outcome: "unknown" });
  return [
    {
      id: `${provider}-unknown-sends`,
      // Every send records a latency, so the number of latencies is the number of sends.
      metric: percentage("Unknown sends, %", unknown, latency("SampleCount")),
      periods: 2,
      limit: { atLeast: 5 },
      impact: "Messages may or may not have gone out. Only a callback or the sweeper can tell.",
      runbook: "unknown-sends",
    },
    {
      id: `${provider}-latency`,
      metric: latency("p95"),
      periods: 3,
      limit: { atLeast: 4_000 },
      impact: "Sends take seconds; beyond 8 s they become unknown.",
      runbook: "provider-latency",
    },
    {
      id: `${provider}-unhealthy`,
      metric: hubMetric(settings.name, "ProviderHealth", "Sum", { provider, status: "unhealthy" }),
      periods: 3,
      limit: { atLeast: 1 },
      impact: "A provider keeps failing: messages of configurations without a failover wait, fail or become unknown.",
      runbook: "provider-unhealthy",
    },
    {
      id: `${provider}-credentials-refused`,
      metric: hubMetric(settings.name, "CredentialsRefused", "Sum", { provider }),
      periods: 3,
      limit: { atLeast: 5 },
      impact: "A tenant's messages or lookups fail: the provider refuses its credentials.",
      runbook: "credentials-refused",
    },
  ];
};

const apiAlarms = ({ apiId, functions }: Observed): HubAlarm[] => [
  {
    id: "api-failures",
    metric: percentage("5xx, %", apiMetric("5xx", apiId, "Sum"), apiMetric("Count", apiId, "Sum")),
    periods: 3,
    limit: { atLeast: 5 },
    impact: "Tenants' requests fail on our side.",
    runbook: "api-failures",
  },
  {
    id: "authorizer-failures",
    metric: functionMetric("Errors", "Sum", functions.authorizer),
    periods: 2,
    limit: { atLeast: 5 },
    impact: "The hub cannot check credentials: a request whose credential is not cached gets a 500.",
    runbook: "authorizer-failures",
  },
];

const webhookAlarms = ({ settings }: Observed): HubAlarm[] => [
  {
    id: "webhook-rejects",
    metric: hubMetric(settings.name, "WebhookRejects", "Sum", { problem: "webhook_rejected" }),
    periods: 2,
    limit: { atLeast: 25 },
    impact:
      "The hub refuses statuses and inbound messages, STOP included: a token was rotated unseen, or somebody forges webhooks.",
    runbook: "webhook-rejects",
  },
];

const workerAlarms = ({ settings }: Observed): HubAlarm[] => [
  {
    id: "sweeper-silent",
    metric: hubMetric(settings.name, "Sweeps", "Sum"),
    periods: Math.max(3, settings.sweepEveryMinutes),
    limit: { below: 1 },
    impact: "The sweeper does not run: due messages wait, and unknown or overdue messages are not settled.",
    runbook: "sweeper-silent",
  },
  {
    id: "messages-given-up",
    metric: hubMetric(settings.name, "DeadLettersSettled", "Sum"),
    periods: 1,
    limit: { atLeast: 1 },
    impact: "Accepted messages have failed, and neither their provider nor their recipient is the cause.",
    runbook: "dead-letters",
  },
];

const verificationAlarms = ({ settings }: Observed): HubAlarm[] => [
  {
    id: "verification-prefix-blocked",
    metric: hubMetric(settings.name, "VerificationPrefixesBlocked", "Sum"),
    periods: 1,
    limit: { atLeast: 1 },
    impact:
      "Nobody used a tenant's codes to a block of numbers, so the hub sends none there for a while: SMS pumping, or codes do not arrive.",
    runbook: "verification-prefix-blocked",
  },
  {
    id: "verification-guessing",
    metric: hubMetric(settings.name, "VerificationGuessing", "Sum"),
    periods: 1,
    limit: { atLeast: 1 },
    impact: "Nearly all codes that a tenant checks are wrong: somebody guesses the codes of many numbers at once.",
    runbook: "verification-guessing",
  },
];

const functionAlarm = ([name, functionName]: [string, string]): HubAlarm => ({
  id: `${name.slice(name.indexOf("/") + 1)}-failures`,
  metric: functionMetric("Errors", "Sum", functionName),
  periods: 2,
  limit: { atLeast: 5 },
  impact: name.startsWith("webhooks/")
    ? `${name} crashes or times out: a provider's reports reach the hub late, or never.`
    : `${name} crashes or times out: its work waits for another attempt.`,
  runbook: "function-failures",
});

const platformAlarms = ({ settings }: Observed): HubAlarm[] => [
  {
    id: "function-throttles",
    // For the whole account, because all functions share its concurrency.
    metric: functionMetric("Throttles", "Sum"),
    periods: 2,
    limit: { atLeast: 1 },
    impact: "Lambda rejects requests and webhooks: this hub or its neighbours use up the account's concurrency.",
    runbook: "function-throttles",
  },
  {
    id: "store-failures",
    metric: hubMetric(settings.name, "StoreFailures", "Sum"),
    periods: 2,
    limit: { atLeast: 10 },
    impact: "DynamoDB, SQS or KMS fail: the hub answers requests with 503 and refuses sends.",
    runbook: "store-failures",
  },
];
