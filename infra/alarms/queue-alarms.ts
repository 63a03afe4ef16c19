import { type QueueName, queueVariables } from "../../shared/kernel/config.ts";
import type { QueueWithDlq } from "../constructs/queue-with-dlq.ts";
import { largest, type Observed, queueMetric, total } from "../observed.ts";
import type { HubAlarm } from "./hub-alarm.ts";

/** The alarms of all queues: for tasks that fail, and for tasks that wait too long. */
export const allQueueAlarms = (observed: Observed): HubAlarm[] => [
  ...queueNames.flatMap((name) => queueAlarms(name, observed.queues[name])),
  eraserAlarm(observed),
];

const queueNames = Object.keys(queueVariables).filter((name): name is QueueName => name in queueVariables);

/** The impact of each trouble: a task failed five times; the DLQ's consumer cannot settle it either; tasks wait. */
const queueImpacts: Readonly<Record<QueueName, { failed: string; stuck: string; late: string }>> = {
  dispatch: {
    failed: "The hub failed five times to hand messages over: they end as failed, unsent.",
    stuck: "Messages in the DLQ get no final status, and SQS deletes their tasks after 14 days.",
    late: "Queued messages go out late, by more than the 15 minutes that a provider's throttling can cost.",
  },
  batches: {
    failed: "The hub failed five times to import or start a batch: it ends as failed, unsent.",
    stuck: "Batches that the hub could not import get no final status: their callers wait.",
    late: "Batches wait for more than 20 minutes before the hub imports or starts them.",
  },
  ranges: {
    failed: "A range of a batch failed five times: the recipients that the hub never tried end as failed.",
    stuck: "Recipients of a batch get no final status: the batch never completes.",
    late: "Batches do not progress: their workers cannot keep up, or fail.",
  },
  jobs: {
    failed: "Exports or erasures failed five times: they end as failed.",
    stuck:
      "Failed exports or erasures get no final status: their callers wait, and SQS deletes the tasks after 14 days.",
    late: "Exports and erasures wait for more than 20 minutes.",
  },
};

const queueAlarms = (name: QueueName, { queue, deadLetters }: QueueWithDlq): HubAlarm[] => {
  const { failed, stuck, late } = queueImpacts[name];
  // This counts hidden messages too: a message that the consumer cannot settle reappears only every 15 minutes. The age of the oldest
  // message would not do, because SQS ignores messages that it delivered more than three times.
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

/** In seconds. The longest delay of a message is 15 minutes. */
const longestWait = { atLeast: 20 * 60 };

/** The erasers' queues share the jobs' DLQ, so only their waiting needs an alarm. */
const eraserAlarm = ({ eraserQueues }: Observed): HubAlarm => ({
  id: "erasers-oldest-message",
  metric: largest(
    "Oldest message",
    Object.values(eraserQueues).map((queue) => queueMetric("ApproximateAgeOfOldestMessage", queue, "Maximum")),
  ),
  periods: 2,
  limit: longestWait,
  impact: "An erasure waits at one capability for more than 20 minutes.",
  runbook: "oldest-message",
});
