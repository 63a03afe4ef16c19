import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import * as z from "zod";
import { localSettings } from "../../../infra/local/local-settings.ts";
import { type ApiClient, apiClient } from "../../../infra/local/network/api-client.ts";
import { twilioMessages } from "../../../shared/providers/twilio/twilio-messages.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import type { BenchHub } from "./bench-hub.ts";
import { assumptions, dollars } from "./costs/prices.ts";
import type { DeployedFunction } from "./deployed-functions.ts";
import { printMisses, printTable } from "./text-table.ts";
import type { WireCall } from "./wire/wiretap.ts";

const drained = 2_000;
/** The number of messages that the local hub's workers have in flight: fifty of each range. */
const inFlight = 50 * localSettings.batchConcurrency;
const perRange = 100;
const text = "Your table for two is booked for tonight at 8. Reply C to cancel it.";

const Batch = z.object({ id: z.string(), status: z.string() });

let numbers = 3_000_000;
const newNumbers = (count: number): string[] => Array.from({ length: count }, () => `+1646${++numbers}`);

/** Prints the time, the calls and the money that draining a batch takes, and the cost of queueing batches of several sizes. */
export async function batches(hub: BenchHub, functions: readonly DeployedFunction[]): Promise<void> {
  const api = apiClient(hub.apiUrl, hub.demo.apiKey);
  await drain(hub, api, 300);
  const result = await drain(hub, api, drained);
  const bare = await bareLoop(hub);
  printDrain(result, bare);
  printCost(result, functions);
  await producing(hub, api);
}

interface Drained {
  calls: WireCall[];
  seconds: number;
  visits: number;
  logBytes: number;
}

async function drain({ wire, logged }: BenchHub, api: ApiClient, count: number): Promise<Drained> {
  wire.take();
  const { id } = Batch.parse(await api("POST", "/v1/message-batches", { to: newNumbers(count), body: text }));
  // Polls rarely, because each poll costs reads that do not belong to the drain.
  await until(api, id, "completed", 1_000);
  const calls = wire.take();
  const lines = logged(id);
  return {
    calls,
    seconds: secondsOf(calls.filter(({ service }) => service === "twilio")),
    visits: lines.filter((line) => line.includes("range_visited")).length,
    logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
  };
}

/** Makes only the provider calls: with the same adapter, to the same URL, and with the same number in flight. */
async function bareLoop({ wire, demo }: BenchHub): Promise<number> {
  const { accountSid, authToken } = demoAccount;
  const sender = twilioMessages(twilioTransport({ accountSid, authToken }, { baseUrl: wire.urls.twilio }));
  const waiting = newNumbers(drained);
  const lane = async () => {
    for (let to = waiting.pop(); to !== undefined; to = waiting.pop()) {
      const outcome = await sender.send({ channel: "sms", to, from: demo.phoneNumber, body: text, mediaUrls: [] });
      if (outcome.kind !== "accepted") throw new Error(`The bare loop got the outcome ${outcome.kind}.`);
    }
  };
  wire.take();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return secondsOf(wire.take());
}

const secondsOf = (calls: readonly WireCall[]): number =>
  (Math.max(...calls.map(({ end }) => end)) - Math.min(...calls.map(({ start }) => start))) / 1000;

const perMessage = (count: number): string => (count / drained).toFixed(3);

function printDrain({ calls, seconds, visits }: Drained, bareSeconds: number): void {
  const counts = new Map<string, number>();
  for (const { service, about } of calls) {
    const name = `${service} ${about}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const rate = drained / seconds;
  const bareRate = drained / bareSeconds;
  printTable(
    "5. Draining a batch",
    `${drained} recipients, ${inFlight} at once, in ${visits} visits to ${drained / perRange} ranges. This machine also runs the simulated provider and the database.
A bare loop that makes only the provider calls sends ${Math.round(bareRate)} messages a second; the batch sends ${Math.round(rate)}, ${(rate / bareRate).toFixed(2)} of that.`,
    ["calls of the functions", "per message"],
    [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => [name, perMessage(count)]),
  );
}

function printCost({ calls, seconds, visits, logBytes }: Drained, functions: readonly DeployedFunction[]): void {
  const { memoryMegabytes = 512 } = functions.find(({ label }) => label === "run-batch-ranges") ?? {};
  const { latencyMs, megabytesPerCore, platformLogBytes } = assumptions;
  const writes = calls.flatMap((call) => Object.values(call.writes)).reduce((sum, units) => sum + units, 0);
  const reads = calls.reduce((sum, call) => sum + call.reads, 0);
  const sends = calls.filter(({ service }) => service === "sqs").length;
  // Two waves of claim, provider call and update, and some ten serial calls before and after them.
  const waits = 2 * (2 * latencyMs.dynamodb + latencyMs.twilio) + 8 * latencyMs.dynamodb + 2 * latencyMs.sqs;
  const billedMs = ((seconds * 1000) / visits) * (megabytesPerCore / memoryMegabytes) + waits;
  const costs = {
    lambdaRequests: visits * dollars.lambdaRequest,
    lambdaTime: visits * (memoryMegabytes / 1024) * (billedMs / 1000) * dollars.lambdaGigabyteSecond,
    writes: writes * dollars.writeUnit,
    reads: reads * dollars.readUnit,
    // A worker also receives and deletes each message.
    sqs: (sends + 2 * visits) * dollars.sqsRequest,
    s3: (drained / perRange + 1) * dollars.s3Put + visits * dollars.s3Get,
    logs: ((logBytes + visits * platformLogBytes) / 1e9) * dollars.logGigabyte,
  };
  const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0);
  const perMillion = (cost: number): string => ((cost / drained) * 1e6).toFixed(2);
  printTable(
    "   Dollars per million batch messages at AWS",
    `The cost until the provider has accepted the messages; table 4 has callbacks and events. Lambda's time is an upper bound: the time of the whole
machine at the share of a core that ${memoryMegabytes} MB get, plus ${waits} ms of latency for each visit. The table leaves out the check of each range
15 minutes later (a read unit for each message).`,
    [
      "DB write units",
      "DB read units",
      "Lambda req",
      "Lambda time",
      "DB writes",
      "DB reads",
      "SQS",
      "S3",
      "logs",
      "total",
    ],
    [
      [
        perMessage(writes),
        perMessage(reads),
        ...[costs.lambdaRequests, costs.lambdaTime, costs.writes, costs.reads, costs.sqs, costs.s3, costs.logs].map(
          perMillion,
        ),
        perMillion(total),
      ],
    ],
  );
}

interface Produced {
  size: number;
  importSeconds: number;
  handOutSeconds: number;
  sqsRequests: number;
}

async function producing(hub: BenchHub, api: ApiClient): Promise<void> {
  const produced: Produced[] = [];
  for (const size of [1_000, 10_000, 100_000]) produced.push(await produce(hub, api, size));
  const growth = produced.map((one, at) => {
    const before = produced[at - 1];
    if (!before) return { time: null, bills: null };
    const per = ({ size }: Produced, amount: number) => amount / size;
    return {
      time: per(one, timeOf(one)) / per(before, timeOf(before)),
      bills: per(one, one.sqsRequests) / per(before, before.sqsRequests),
    };
  });
  printTable(
    "   Producing a batch",
    `import: from the 202 answer to the last file of recipients. queue: from the start to the last message in the queue. SQS requests: counted sends, and a
receive and a delete for each message. growth: for each recipient, compared with the row above.`,
    ["recipients", "import s", "queue s", "µs each", "SQS requests", "per 1,000", "growth of time", "growth of SQS"],
    produced.map((one, at) => [
      one.size,
      one.importSeconds.toFixed(2),
      one.handOutSeconds.toFixed(2),
      Math.round((timeOf(one) / one.size) * 1e6),
      one.sqsRequests,
      ((one.sqsRequests / one.size) * 1000).toFixed(1),
      growth[at]?.time?.toFixed(2) ?? "",
      growth[at]?.bills?.toFixed(2) ?? "",
    ]),
  );
  const grown = growth.flatMap(({ time, bills }, at) => {
    const name = String(produced[at]?.size);
    return [...((time ?? 0) > 1.1 ? [`time at ${name}`] : []), ...((bills ?? 0) > 1.1 ? [`SQS at ${name}`] : [])];
  });
  printMisses("a recipient costs at most 1.1 times as much as in the smaller batch", grown);
}

const timeOf = ({ importSeconds, handOutSeconds }: Produced): number => importSeconds + handOutSeconds;

async function produce({ wire, logged }: BenchHub, api: ApiClient, size: number): Promise<Produced> {
  wire.take();
  const made = await api("POST", "/v1/message-batches", { to: newNumbers(size), body: text, autoStart: false });
  const { id } = Batch.parse(made);
  const madeAt = performance.now();
  await until(api, id, "paused");
  const importedAt = performance.now();
  await api("POST", `/v1/message-batches/${id}/start`);
  while (!logged(id).some((line) => line.includes('"batch_started"'))) await sleep(5);
  const startedAt = performance.now();
  await api("POST", `/v1/message-batches/${id}/cancel`);
  const queued = wire.take().filter(({ service, about }) => service === "sqs" && about === "SendMessageBatch").length;
  // Work in flight ends before the next size begins.
  await sleep(3_000);
  // The planner's message, the message that started the batch, and one for each range.
  const messages = 2 + Math.ceil(size / perRange);
  return {
    size,
    importSeconds: (importedAt - madeAt) / 1000,
    handOutSeconds: (startedAt - importedAt) / 1000,
    sqsRequests: 2 + queued + 2 * messages,
  };
}

async function until(api: ApiClient, id: string, status: string, everyMs = 20): Promise<void> {
  for (;;) {
    const batch = Batch.parse(await api("GET", `/v1/message-batches/${id}`));
    if (batch.status === status) return;
    if (batch.status === "failed") throw new Error(`The batch has failed: ${JSON.stringify(batch)}`);
    await sleep(everyMs);
  }
}
