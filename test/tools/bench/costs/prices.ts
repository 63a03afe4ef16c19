/**
 * List prices in US dollars, us-east-1, first tier, without free tier, as known in November 2026. Update the date together with a price.
 * The source of each price is the pricing page in its comment.
 */
export const pricesAsOf = "2026-11-20";

export const dollars = {
  /** aws.amazon.com/lambda/pricing: arm64. */
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.0000133334,
  /** aws.amazon.com/api-gateway/pricing: HTTP API, first 300 million, requests up to 512 KB. */
  httpApiRequest: 1 / 1e6,
  /** aws.amazon.com/dynamodb/pricing/on-demand: standard table class. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** aws.amazon.com/kms/pricing: symmetric and HMAC keys. */
  kmsRequest: 0.03 / 1e4,
  /** aws.amazon.com/sqs/pricing: standard queue, with the surcharge for fair queues (requests with a message group id). */
  sqsRequest: (0.4 + 0.1) / 1e6,
  /** aws.amazon.com/s3/pricing: standard storage, by request. */
  s3Put: 0.005 / 1e3,
  s3Get: 0.0004 / 1e3,
  /** aws.amazon.com/cloudwatch/pricing: ingestion of standard logs. */
  logGigabyte: 0.5,
  /** aws.amazon.com/sqs/pricing: a poll of a standard queue, without a message group. */
  sqsPoll: 0.4 / 1e6,
  /** aws.amazon.com/kms/pricing: a customer managed key, symmetric or HMAC, a month. */
  kmsKeyMonth: 1,
  /** aws.amazon.com/cloudwatch/pricing: one metric that an alarm of standard resolution watches, a custom metric, a dashboard, a month. */
  alarmMetricMonth: 0.1,
  customMetricMonth: 0.3,
  dashboardMonth: 3,
  /** aws.amazon.com/dynamodb/pricing/on-demand: a gigabyte of a standard table, and of its point-in-time recovery, a month. */
  tableGigabyteMonth: 0.25,
  recoveryGigabyteMonth: 0.2,
} as const;

/** Figures that a run on one machine cannot measure. The cost tables print them. */
export const assumptions = {
  /** The percentage of invocations without a warm environment. They pay for the start, and for reads that a warm one has cached. */
  coldPercent: 1,
  /** The memory that brings a full core: work of 1 ms here takes 1 ms × 1,769 / memory on Lambda. */
  megabytesPerCore: 1_769,
  /** The latency of a call in AWS and to the provider, in milliseconds. A serial round takes as long as its slowest call. */
  latencyMs: { dynamodb: 5, kms: 10, sqs: 10, twilio: 200 },
  hoursOfMonth: 730,
  /** Lambda polls an empty queue with five connections of 20 s each: docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
  pollers: 5,
  pollSeconds: 20,
  /** A run of a scheduled function without work: its billed time, its reads, and its own log lines. */
  scheduledRun: { milliseconds: 200, readUnits: 13, logBytes: 600 },
  /** The traffic of a busy month, and the size of a message's row with its indexes. */
  busyMonth: { sends: 1_000_000, inbound: 100_000, verifications: 100_000, storedKilobytesPerMessage: 5 },
  /** The number of values of each metric dimension on a busy hub. */
  dimensionValues: { provider: 1, outcome: 3, problem: 3, status: 5, operation: 20, channel: 2 },
  /** Lambda's own START, END and REPORT lines of one invocation. */
  platformLogBytes: 280,
} as const;
