import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { type TwilioControl, twilioControl } from "@phonehub/simulators/twilio/control";
import { seedDemo } from "../../../infra/local/demo.ts";
import { withPorts } from "../../../infra/local/local-settings.ts";
import { startLocalStack } from "../../../infra/local/local-stack.ts";
import { freePorts } from "../../../infra/local/network/free-ports.ts";
import { queueVariables, variables } from "../../../shared/kernel/config.ts";
import { queuePath } from "./deployed-functions.ts";
import { startWiretap, type Wiretap } from "./wire/wiretap.ts";

export interface BenchHub {
  wire: Wiretap;
  twilio: TwilioControl;
  demo: Awaited<ReturnType<typeof seedDemo>>;
  apiUrl: string;
  dynamodbEndpoint: string;
  limitsTable: string;
  invoke: (label: string, event: unknown) => Promise<unknown>;
  kill: (label: string) => Promise<void>;
  /** The log lines so far that contain this text. */
  logged: (text: string) => string[];
  /** The bytes that a request wrote to its function's log. Lines arrive a moment after the answer. */
  logBytes: (requestId: string) => number;
  close: () => Promise<void>;
}

/** Longer than any run: no callback of the simulator, no sweeper and no stream reader may disturb a measurement. */
const neverMs = 24 * 3_600_000;
const quiet = (text: string): string =>
  text
    .replaceAll(/rate\(\d+ minutes?\)/g, "rate(1 day)")
    .replaceAll('"StartingPosition":', '"Enabled": false, "StartingPosition":');

/** Runs the deployed functions on this machine, with proxies between them and all services that they call. */
export async function startBenchHub(assemblyDir: string): Promise<BenchHub> {
  const lines: string[] = [];
  const [wire, simulator, [inboundMessage = 0, messageStatus = 0]] = await Promise.all([
    startWiretap(),
    startTwilioSimulator({ statusDelayMs: neverMs }),
    freePorts(2),
  ]);
  const twilioPort = Number(new URL(wire.urls.twilio).port);
  const edit = withPorts({ twilio: twilioPort, inboundMessage, messageStatus, issuer: 9 });
  const stack = await startLocalStack({
    assemblyDir,
    editTemplate: (text) => quiet(edit(text)),
    ports: { functionUrls: { "inbound-message": inboundMessage, "message-status": messageStatus } },
    extraEnvironment: {
      AWS_ENDPOINT_URL_DYNAMODB: wire.urls.dynamodb,
      AWS_ENDPOINT_URL_KMS: wire.urls.kms,
      AWS_ENDPOINT_URL_SQS: wire.urls.sqs,
      // The SDK sends to the host in the queue's URL.
      [queueVariables.dispatch]: `${wire.urls.sqs}${queuePath(assemblyDir, "dispatch")}`,
      [queueVariables.batches]: `${wire.urls.sqs}${queuePath(assemblyDir, "batches-queue")}`,
      [queueVariables.ranges]: `${wire.urls.sqs}${queuePath(assemblyDir, "ranges")}`,
      // As in staging and prod, because the costs include the logs.
      [variables.logLevel]: "INFO",
    },
    onLog: (line) => lines.push(line),
  });
  wire.pointAt({
    dynamodb: stack.dynamodbEndpoint,
    kms: stack.kmsEndpoint,
    sqs: stack.sqsEndpoint,
    twilio: simulator.url,
  });
  return {
    wire,
    twilio: twilioControl(simulator.url),
    demo: await seedDemo(stack),
    apiUrl: stack.apiUrl,
    dynamodbEndpoint: stack.dynamodbEndpoint,
    limitsTable: stack.tables.limits ?? "",
    invoke: stack.invokeFunction,
    kill: stack.killFunction,
    logged: (text) => lines.filter((line) => line.includes(text)),
    logBytes: (requestId) =>
      lines.filter((line) => line.includes(requestId)).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
    async close() {
      await stack.close();
      await simulator.close();
      await wire.close();
    },
  };
}
