import { type ProviderName, providerNames } from "../../shared/providers/manifests.ts";
import { apiMetric, functionMetric, hubMetric, type Observed, percentage } from "../observed.ts";
import type { HubAlarm } from "./hub-alarm.ts";
import { allQueueAlarms } from "./queue-alarms.ts";

/**
 * Every alarm there is. A new capability adds its metric to shared/observability/metrics.ts and its alarm here; a new queue says in queue-alarms.ts what its
 * trouble means, new workers and webhooks come in by themselves. Where alarms ring is a setting (environments.ts).
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
      // Every send has a latency: counting those counts the sends.
      metric: percentage("Unknown sends, %", unknown, latency("SampleCount")),
      periods: 2,
      limit: { atLeast: 5 },
      impact: "Messages may or may not have gone out: nobody knows before a callback or the sweeper finds them.",
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
    impact: "Credentials cannot be checked: requests whose credential is not remembered are answered 500.",
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
      "Statuses and inbound messages, STOP among them, are refused: a token was rotated unseen, or somebody forges them.",
    runbook: "webhook-rejects",
  },
];

const workerAlarms = ({ settings }: Observed): HubAlarm[] => [
  {
    id: "sweeper-silent",
    metric: hubMetric(settings.name, "Sweeps", "Sum"),
    periods: Math.max(3, settings.sweepEveryMinutes),
    limit: { below: 1 },
    impact: "Unknown and forgotten messages are not looked for: they stay as they are.",
    runbook: "sweeper-silent",
  },
  {
    id: "messages-given-up",
    metric: hubMetric(settings.name, "DeadLettersSettled", "Sum"),
    periods: 1,
    limit: { atLeast: 1 },
    impact: "Accepted messages have failed through no fault of their provider or recipient.",
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
      "A tenant's codes to a block of numbers were not used, so none is sent there for a while: somebody pumps traffic, or codes do not arrive.",
    runbook: "verification-prefix-blocked",
  },
  {
    id: "verification-guessing",
    metric: hubMetric(settings.name, "VerificationGuessing", "Sum"),
    periods: 1,
    limit: { atLeast: 1 },
    impact: "Nearly all codes that a tenant checks are wrong: somebody guesses codes of many numbers at once.",
    runbook: "verification-guessing",
  },
];

const functionAlarm = ([name, functionName]: [string, string]): HubAlarm => ({
  id: `${name.slice(name.indexOf("/") + 1)}-failures`,
  metric: functionMetric("Errors", "Sum", functionName),
  periods: 2,
  limit: { atLeast: 5 },
  impact: name.startsWith("webhooks/")
    ? `${name} crashes or times out: what a provider tells comes late, or never.`
    : `${name} crashes or times out: its work waits and is tried again.`,
  runbook: "function-failures",
});

const platformAlarms = ({ settings }: Observed): HubAlarm[] => [
  {
    id: "function-throttles",
    // Of the whole account: its concurrency is what runs out.
    metric: functionMetric("Throttles", "Sum"),
    periods: 2,
    limit: { atLeast: 1 },
    impact:
      "Lambda turns requests and webhooks away: the account's concurrency is used up, by this hub or its neighbours.",
    runbook: "function-throttles",
  },
  {
    id: "store-failures",
    metric: hubMetric(settings.name, "StoreFailures", "Sum"),
    periods: 2,
    limit: { atLeast: 10 },
    impact: "DynamoDB, SQS or KMS fail us: requests are answered 503 and sends are refused.",
    runbook: "store-failures",
  },
];
