import { SendMessageCommand } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { localSettings } from "../../../infra/local/local-settings.ts";
import type { OwnHub } from "../../support/hub/own-hub.ts";
import type { ThrottlingProxy } from "../../support/tables/throttling-proxy.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

export interface FaultyRun {
  seed: number;
  recipients: number;
  /**
   * The share of the messages whose statuses are called back, 0 to 1, by which they are found where an answer was lost. A callback costs this
   * machine as much as a send.
   */
  callbacks: number;
  /** How often the function that sends ends in the middle of what it does. */
  kills: number;
  /** Makes claims whose holders were killed look a minute old; left out where there is time for that minute. */
  endLeases?: (batchId: string) => Promise<void>;
  timeoutMs: number;
  onProgress?: (line: string) => void;
  /** 95 of a hundred recipients have come to an end: what is left mostly waits. */
  onMostlyDone?: () => void;
}

export interface Verdict {
  terminal: number;
  /** Who is not done; who has ended otherwise than any of the faults accounts for; and who counts as accepted without the provider knowing. */
  lost: number;
  /** What the provider took beyond one message for each recipient. */
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

/** So many shares of a batch, each anywhere in it but its very end. */
const anywhere = (count: number): number[] =>
  Array.from({ length: count }, () => 0.02 + 0.93 * Math.random()).sort((a, b) => a - b);

/** One batch under every fault at once, one in a hundred calls to the tables among them, judged by the simulator's own ledger. */
export const runFaulty = async (faulty: OwnHub<ThrottlingProxy>, run: FaultyRun): Promise<Verdict> => {
  const { hub, simulator, proxy, sqs, tenant } = faulty;
  const {
    api,
    id: tenantId,
    twilio: { accountSid },
  } = tenant;
  const { recipients, seed } = run;
  const QueueUrl = hub.stack.queues.ranges ?? "";
  proxy.setRate(0.01);
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
  const deliver = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const deliverAgain = async (share: number) => {
    for (let range = 0; range * 100 < recipients; range++)
      if (Math.random() < share) await deliver(firstVisit(tenantId, batchId, range));
    for (const body of await underWay(QueueUrl)) await deliver(body);
  };

  // Whoever asks has all of its ranges added up.
  const pollMilliseconds = Math.max(400, recipients / 40);
  const killsAt = anywhere(run.kills);
  let killed = 0;
  let batch = made.body;
  let doublesAt = 0.1;
  let leasesAt = Number.POSITIVE_INFINITY;
  let p95Seconds: number | null = null;
  while (Date.now() - startedAt < run.timeoutMs && batch.status !== "completed") {
    await pause(pollMilliseconds);
    batch = (await get()) ?? batch;
    const share = batch.total === 0 ? 0 : 1 - batch.counts.pending / recipients;
    if (share >= 0.95 && p95Seconds === null) {
      p95Seconds = Math.round((Date.now() - startedAt) / 1000);
      run.onMostlyDone?.();
    }
    run.onProgress?.(
      `${Math.round((Date.now() - startedAt) / 1000)} s ${batch.status} ${JSON.stringify(batch.counts)}`,
    );
    if (batch.status === "running" && share >= doublesAt) {
      doublesAt += 0.1;
      await deliverAgain(0.05);
    }
    if (batch.status === "running" && share >= (killsAt[killed] ?? 1)) {
      killed += 1;
      await hub.stack.killFunction("run-batch-ranges");
      // What the visibility timeout will bring back, at once.
      for (const body of await underWay(QueueUrl)) await deliver(body);
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
  proxy.setRate(0);
  const { pending = 0, unknown = 0, accepted = 0 } = batch.counts;
  return {
    terminal: sumOf(batch.counts) - pending,
    lost: recipients - accepted - unknown + Math.max(0, accepted - reached),
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

/** What was received and is not deleted. */
export const underWay = async (queueUrl: string): Promise<string[]> => {
  const { origin, pathname } = new URL(queueUrl);
  const answer = await fetch(`${origin}/_fauxqs/queues/${pathname.split("/").at(-1)}`);
  const { messages } = Inspected.parse(await answer.json());
  return messages.inflight.map(({ message }) => message.body);
};

const firstVisit = (scope: string, batchId: string, range: number): string =>
  JSON.stringify({ scope, batchId, range, run: 0, turn: 0, step: 0 });

export const lineOf = ({ terminal, lost, dup, unknown, injected }: Verdict): string =>
  `terminal=${terminal} lost=${lost} dup=${dup} unknown=${unknown} ≤ injected ambiguous=${injected}`;
