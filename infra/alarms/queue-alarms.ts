import { type QueueName, queueVariables } from "../../shared/kernel/config.ts";
import type { QueueWithDlq } from "../constructs/queue-with-dlq.ts";
import { largest, type Observed, queueMetric, total } from "../observed.ts";
import type { HubAlarm } from "./hub-alarm.ts";

/** What rings of the queues: what fails in them, and what waits too long. */
export const allQueueAlarms = (observed: Observed): HubAlarm[] => [
  ...queueNames.flatMap((name) => queueAlarms(name, observed.queues[name])),
  eraserAlarm(observed),
];

const queueNames = Object.keys(queueVariables).filter((name): name is QueueName => name in queueVariables);

/** What it means that work in a queue failed five times, that what failed is not cleared away either, that work waits. */
const queueImpacts: Readonly<Record<QueueName, { failed: string; stuck: string; late: string }>> = {
  dispatch: {
    failed: "Handing messages over failed five times: they end as failed, unsent.",
    stuck: "Messages that could not be handed over get no end: they stand still, and are forgotten after 14 days.",
    late: "Queued messages go out late, by more than the 15 minutes a provider's throttling may cost.",
  },
  batches: {
    failed: "Importing or starting a batch failed five times: it ends as failed, unsent.",
    stuck: "Batches that could not be imported get no end: whoever made them waits.",
    late: "Batches wait for more than 20 minutes before they are imported or begin.",
  },
  ranges: {
    failed: "A range of a batch failed five times: those of its recipients that were never tried end as failed.",
    stuck: "Recipients of a batch get no end: the batch never completes.",
    late: "Batches stand still: their workers cannot keep up, or fail.",
  },
  jobs: {
    failed: "Exports or erasures failed five times: they end as failed, undone.",
    stuck: "Exports or erasures that failed get no end: whoever asked waits, and they are forgotten after 14 days.",
    late: "Exports and erasures wait for more than 20 minutes.",
  },
};

const queueAlarms = (name: QueueName, { queue, deadLetters }: QueueWithDlq): HubAlarm[] => {
  const { failed, stuck, late } = queueImpacts[name];
  // Hidden ones too: those that cannot be settled come up every quarter of an hour. Their age would not do, SQS leaves out what was
  // received more than three times.
  const waiting = (statistic: string) =>
    total("Dead letters", [
      queueMetric("ApproximateNumberOfMessagesVisible", deadLetters, statistic),
      queueMetric("ApproximateNumberOfMessagesNotVisible", deadLetters, statistic),
    ]);
  return [
    {
      id: `${name}-dead-letters`,
      metric: waiting("Maximum"),
      periods: 1,
      limit: { atLeast: 1 },
      impact: failed,
      runbook: "dead-letters",
    },
    {
      id: `${name}-dead-letters-stuck`,
      metric: waiting("Minimum"),
      periods: 3,
      limit: { atLeast: 1 },
      impact: stuck,
      runbook: "dead-letters-stuck",
    },
    {
      id: `${name}-oldest-message`,
      metric: queueMetric("ApproximateAgeOfOldestMessage", queue, "Maximum"),
      periods: 2,
      limit: longestWait,
      impact: late,
      runbook: "oldest-message",
    },
  ];
};

/** No message is delayed for more than 15 minutes. */
const longestWait = { atLeast: 20 * 60 };

/** Their dead letters are those of the jobs. */
const eraserAlarm = ({ eraserQueues }: Observed): HubAlarm => ({
  id: "erasers-oldest-message",
  metric: largest(
    "Oldest message",
    Object.values(eraserQueues).map((queue) => queueMetric("ApproximateAgeOfOldestMessage", queue, "Maximum")),
  ),
  periods: 2,
  limit: longestWait,
  impact: "An erasure stands still at one capability for more than 20 minutes.",
  runbook: "oldest-message",
});
