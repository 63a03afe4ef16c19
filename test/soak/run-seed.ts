import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import { startDynoxide } from "../../infra/local/dynamodb/dynoxide.ts";
import { type Hub, startHub } from "../../infra/local/hub.ts";
import { type TwilioControl, twilioControl } from "../../infra/local/simulators/twilio/control-client.ts";
import { variables } from "../../shared/config.ts";
import { lineOf, runFaulty } from "../batches/fault-injection.ts";
import { type Api, apiWith } from "../support/api.ts";
import type { SeedReport } from "./soak.ts";
import { startThrottlingProxy } from "./throttling-proxy.ts";

/** One seed, on a hub of its own: `soak.ts` starts this for each, with its seed, its recipients and its most minutes. */
const [seed = 1, recipients = 1_000, minutes = 90] = process.argv.slice(2).map(Number);
const client = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
// Nobody reads four hundred thousand lines.
const extraEnvironment = { [variables.logLevel]: "ERROR" };

const hex = () => randomBytes(16).toString("hex");

const newTenant = async ({ stack, demo }: Hub, simulator: TwilioControl) => {
  const admin = apiWith(stack.apiUrl, demo.platformAdminKey);
  const tenant = (await admin.post("/v1/tenants", { name: "Soak", defaultCountry: "US" })).body;
  const api = apiWith(stack.apiUrl, tenant.apiKey.secret);
  const account = { accountSid: `AC${hex()}`, authToken: hex() };
  const number = "+14155550199";
  await simulator.addAccount({ ...account, phoneNumbers: [{ sid: `PN${hex()}`, phoneNumber: number }] });
  const config = { name: "Twilio", provider: "twilio", credentials: account, fromNumbers: [number] };
  const { body } = await api.post("/v1/provider-configs", config);
  await api.post(`/v1/provider-configs/${body.id}/test-connection`);
  return { api, tenantId: String(tenant.id), accountSid: account.accountSid };
};

/** What is still unknown once the sweeper has looked for it. */
const unknownAfterSweeper = async ({ stack }: Hub, api: Api, batchId: string): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 32_000));
  for (let run = 0; run < 40; run++) {
    const answer = await stack.invokeFunction("sweep-messages");
    if (JSON.stringify(answer) === '{"looked":0}') break;
  }
  let count = 0;
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = cursor === "" ? "" : `&cursor=${cursor}`;
    const { body } = await api.get(
      `/v1/message-batches/${batchId}/messages?limit=200&status=unknown&view=basic${page}`,
    );
    count += body.items.length;
    cursor = body.nextCursor;
  }
  return count;
};

const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
const proxy = await startThrottlingProxy(database.endpoint);
const hub = await startHub({ statusDelayMs: 20, dynamodbEndpoint: proxy.url, extraEnvironment });
const { stack } = hub;
const simulator = twilioControl(hub.twilioSimulatorUrl);
const tenant = await newTenant(hub, simulator);
proxy.setRate(0.01);
const verdict = await runFaulty({
  ...tenant,
  simulator,
  sqs: new SQSClient({ ...client, endpoint: stack.sqsEndpoint }),
  rangesQueueUrl: stack.queues.ranges ?? "",
  seed,
  recipients,
  callbacks: 0.02,
  killWorker: () => stack.killFunction("run-batch-ranges"),
  kills: Math.max(1, Math.round(recipients / 10_000)),
  timeoutMs: minutes * 60_000,
  onProgress: (line) => process.stdout.isTTY && process.stdout.write(`\r${seed}: ${line}   `),
});
proxy.setRate(0);
const drained: SeedReport = { kind: "drained" };
process.send?.(drained);
const left = await unknownAfterSweeper(hub, tenant.api, verdict.batchId);
const { terminal, lost, dup, unknown, injected, messagesPerSecond, p95Seconds } = verdict;
console.log(`${process.stdout.isTTY ? "\n" : ""}seed ${seed}, DynamoDB throttled ${proxy.throttled()} times`);
console.log(`${lineOf(verdict)}; after sweeper=${left}; ${messagesPerSecond} msg/s; p95 to terminal ${p95Seconds} s`);
const ended: SeedReport = {
  kind: "ended",
  isSound: terminal === recipients && lost + dup === 0 && unknown <= injected,
};
process.send?.(ended);
await hub.close();
proxy.close();
await database.close();
process.exit(0);
