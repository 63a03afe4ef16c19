import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { localSettings } from "../../infra/local/placeholder-ports.ts";
import type { TwilioControl } from "../../infra/local/simulators/twilio/control-client.ts";
import type { Api } from "../support/api.ts";
import { numbersFrom, sumOf } from "./numbers.ts";

export interface FaultyRun {
  api: Api;
  tenantId: string;
  accountSid: string;
  simulator: TwilioControl;
  sqs: SQSClient;
  rangesQueueUrl: string;
  seed: number;
  recipients: number;
  /**
   * The share of the messages whose statuses are called back, 0 to 1, by which they are found where an answer was lost. A callback costs this
   * machine as much as a send.
   */
  callbacks: number;
  /** Ends the function that sends, in the middle of what it does. */
  killWorker: () => Promise<unknown>;
  kills: number;
  /** Makes claims whose holders were killed look a minute old; left out where there is time for that minute. */
  endLeases?: (batchId: string) => Promise<void>;
  timeoutMs: number;
  onProgress?: (line: string) => void;
}

export interface Verdict {
  terminal: number;
  lost: number;
  dup: number;
  unknown: number;
  /** Recipients of whom nobody could tell at once whether they were sent to: by a fault, or by a kill. */
  injected: number;
  counts: Record<string, number>;
  status: string;
  messagesPerSecond: number;
  /** When 95 of a hundred recipients had come to an end. */
  p95Seconds: number;
  batchId: string;
}

/** Sends that one kill may interrupt, all of whose ranges are in the same thread. */
const inFlight = 50 * localSettings.batchConcurrency;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One batch under every fault at once, judged by the simulator's own ledger. */
export const runFaulty = async (run: FaultyRun): Promise<Verdict> => {
  const { api, accountSid, simulator, recipients, seed } = run;
  await simulator.fault({
    kind: "random",
    match: { accountSid, operation: "messages.create" },
    times: 0,
    seed,
    rates: { throttle: 0.05, "error-before": 0.01, "error-after": 0.01, "lost-response": 0.02 },
  });
  const untold = Math.floor(recipients * (1 - run.callbacks));
  await simulator.fault({ kind: "no-callbacks", match: { accountSid }, times: untold });
  const to = numbersFrom(seed * 1_000_003, recipients);
  const made = await api.post("/v1/message-batches", { to, body: "Under fire" });
  const batchId: string = made.body.id;
  const startedAt = Date.now();
  const get = async () => {
    const { status, body } = await api.get(`/v1/message-batches/${batchId}`);
    return status === 200 ? body : null;
  };
  const deliverAgain = async (share: number) => {
    for (let range = 0; range * 100 < recipients; range++)
      if (Math.random() < share) await run.sqs.send(new SendMessageCommand(taskOf(run, batchId, range)));
  };

  // Whoever asks has all of its ranges added up.
  const pollMilliseconds = Math.max(400, recipients / 40);
  let killed = 0;
  let batch = made.body;
  let doublesAt = 0.1;
  let leasesAt = Number.POSITIVE_INFINITY;
  let p95Seconds: number | null = null;
  while (Date.now() - startedAt < run.timeoutMs && batch.status !== "completed") {
    await pause(pollMilliseconds);
    batch = (await get()) ?? batch;
    const share = batch.total === 0 ? 0 : 1 - batch.counts.pending / recipients;
    if (share >= 0.95) p95Seconds ??= Math.round((Date.now() - startedAt) / 1000);
    run.onProgress?.(
      `${Math.round((Date.now() - startedAt) / 1000)} s ${batch.status} ${JSON.stringify(batch.counts)}`,
    );
    if (batch.status === "running" && share >= doublesAt) {
      doublesAt += 0.1;
      await deliverAgain(0.05);
    }
    if (batch.status === "running" && killed < run.kills && share >= (killed + 1) / (run.kills + 1)) {
      killed += 1;
      await run.killWorker();
      await deliverInterrupted(run);
      leasesAt = Date.now() + 13_000;
    }
    if (Date.now() > leasesAt) {
      leasesAt = Number.POSITIVE_INFINITY;
      await run.endLeases?.(batchId);
    }
  }
  const seconds = (Date.now() - startedAt) / 1000;
  p95Seconds ??= Math.round(seconds);
  const { total, recipients: reached } = await simulator.count({ accountSid });
  const fault = (await simulator.faults()).find((one) => one.kind === "random" && one.match?.accountSid === accountSid);
  const drawn = fault?.kind === "random" ? (fault.drawn ?? {}) : {};
  const faults = (drawn["error-before"] ?? 0) + (drawn["error-after"] ?? 0) + (drawn["lost-response"] ?? 0);
  await simulator.clearFaults(fault ? { id: fault.id } : {});
  const { pending = 0, unknown = 0, ...ended } = batch.counts;
  return {
    terminal: sumOf(ended) + unknown,
    lost: pending,
    dup: total - reached,
    unknown,
    injected: faults + killed * inFlight,
    counts: batch.counts,
    status: batch.status,
    messagesPerSecond: Math.round(recipients / seconds),
    p95Seconds,
    batchId,
  };
};

const Inspected = z.object({
  messages: z.object({ inflight: z.array(z.object({ message: z.object({ body: z.string() }) })) }),
});

/** What the visibility timeout will bring back, at once: all that was received and is not deleted. */
const deliverInterrupted = async ({ sqs, rangesQueueUrl }: FaultyRun) => {
  const { origin, pathname } = new URL(rangesQueueUrl);
  const answer = await fetch(`${origin}/_fauxqs/queues/${pathname.split("/").at(-1)}`);
  const { messages } = Inspected.parse(await answer.json());
  for (const { message } of messages.inflight)
    await sqs.send(new SendMessageCommand({ QueueUrl: rangesQueueUrl, MessageBody: message.body }));
};

const taskOf = ({ rangesQueueUrl, tenantId }: FaultyRun, batchId: string, range: number) => ({
  QueueUrl: rangesQueueUrl,
  MessageBody: JSON.stringify({ scope: tenantId, batchId, range, run: 0, turn: 0, step: 0 }),
});

export const lineOf = ({ terminal, lost, dup, unknown, injected }: Verdict): string =>
  `terminal=${terminal} lost=${lost} dup=${dup} unknown=${unknown} ≤ injected ambiguous=${injected}`;
