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
   * The share of messages with status callbacks, 0 to 1. A callback resolves a message whose answer was lost, and costs this machine as
   * much as a send.
   */
  callbacks: number;
  /** How often the run kills the function that sends, in the middle of its work. */
  kills: number;
  /** Ends the leases of killed workers' claims. Undefined: the run waits for the leases. */
  endLeases?: (batchId: string) => Promise<void>;
  timeoutMs: number;
  onProgress?: (line: string) => void;
  /** Called when 95 % of the recipients have ended. The rest mostly waits. */
  onMostlyDone?: () => void;
}

export interface Verdict {
  terminal: number;
  /** Recipients that ended neither as accepted nor as unknown, and accepted ones that the provider does not know. */
  lost: number;
  /** Messages that the provider accepted beyond one per recipient. */
  dup: number;
  unknown: number;
  /** The most recipients whose sends a fault or a kill made ambiguous. */
  injected: number;
  counts: Record<string, number>;
  status: string;
  messagesPerSecond: number;
  /** Seconds until 95 % of the recipients had ended. */
  p95Seconds: number;
  batchId: string;
}

/** The most sends that one kill can interrupt: all ranges of a hub are in one thread. */
const inFlight = 50 * localSettings.batchConcurrency;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns `count` random shares of a batch in ascending order, none of them at its very start or end. */
const anywhere = (count: number): number[] =>
  Array.from({ length: count }, () => 0.02 + 0.93 * Math.random()).sort((a, b) => a - b);

/** Runs one batch under every fault at once, also in one of a hundred calls to the tables. The simulator's own records give the verdict. */
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

  // getBatch adds up every range, so the run asks less often for a larger batch.
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
      // Delivers at once what the visibility timeout would bring back later.
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

/** The bodies of messages that a consumer received and has not deleted. */
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
