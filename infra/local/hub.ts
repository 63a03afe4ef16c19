import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { startSnsSimulator } from "@phonehub/simulators/sns";
import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { type Demo, seedDemo } from "./demo.ts";
import { openDataFolder } from "./files/data-folder.ts";
import { PortInUse } from "./http/loopback-server.ts";
import type { OnRequest } from "./http/seen-request.ts";
import type { OnLog } from "./lambda/function-host.ts";
import { withPorts } from "./local-settings.ts";
import { type LocalStack, type LocalWaits, startLocalStack } from "./local-stack.ts";
import { freePorts } from "./network/free-ports.ts";
import { type OidcIssuer, startOidcIssuer } from "./oidc/issuer.ts";
import { synthesise } from "./synthesise.ts";

const root = resolve(import.meta.dirname, "../..");

export interface HubOptions {
  /** The API's port. The other servers use the ports after it if they are free. Default: any free ports. */
  port?: number;
  /** The address on which the servers listen, and the hosts that they answer. Default: loopback only. */
  network?: LocalNetwork;
  /**
   * Keeps tables, keys, queues, files and the demo's credentials between starts. Default: everything is in memory. The state of the
   * simulated providers is always in memory, because it is not part of the hub.
   */
  dataDir?: string;
  /** The port of a simulated Twilio that runs already and outlives this hub. Default: the hub starts one. */
  twilioPort?: number;
  dynamodbEndpoint?: string;
  /** Gets each line that a function writes. */
  onLog?: OnLog;
  /** Gets each answered request to the API or to a webhook. */
  onRequest?: OnRequest;
  /** Gets the name of each step of the start or the stop that takes a moment. */
  onStep?: (step: string) => void;
  /** Gets each text and each call that a simulated phone receives, as its owner would see it, one-time codes included. */
  onPhone?: (line: string) => void;
  /** Milliseconds from one delivery state of a simulated message to the next. */
  statusDelayMs?: number;
  /** False: simulated WhatsApp accepts free text to people who have not written first. Twilio's does not. */
  keepsWhatsAppWindow?: boolean;
  /** Shortens waits for tests. */
  waits?: LocalWaits;
  /** Variables that every function gets besides its own. */
  extraEnvironment?: Readonly<Record<string, string>>;
}

export interface Hub {
  stack: LocalStack;
  oidc: OidcIssuer;
  demo: Demo;
  twilioSimulatorUrl: string;
  snsSimulatorUrl: string;
  close: () => Promise<void>;
}

/** Starts the whole hub on this machine: simulated providers, an OIDC issuer, the synthesised template, and a demo tenant. */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Throws at once if the port is in use, before the start spends seconds on the template. */
async function refuseBusyPort(port: number) {
  const [free] = await freePorts(1, [port]);
  if (free !== port) throw new PortInUse(port);
}

async function start(options: HubOptions, closers: (() => Promise<void>)[]): Promise<Omit<Hub, "close">> {
  const { port, dataDir, dynamodbEndpoint, onLog, onRequest, waits, extraEnvironment, network = loopback() } = options;
  const onStep = options.onStep ?? (() => undefined);
  const dotDir = join(root, ".phonehub");
  mkdirSync(dotDir, { recursive: true });
  if (port) await refuseBusyPort(port);
  if (dataDir) closers.push((await openDataFolder(dataDir, port)).close);
  const preferred = port ? [1, 2, 3, 4, 5, 6].map((step) => port + step) : [];
  const ports = await freePorts(6, preferred);
  const [inboundMessage = 0, messageStatus = 0, twilioPort = 0, snsPort = 0, issuerPort = 0, files = 0] = ports;

  // One after the other: if one fails to start, `closers` must contain all that have started.
  const twilio = await twilioOf(options, { port: twilioPort, network });
  closers.push(twilio.close);
  const sns = await startSnsSimulator({ port: snsPort, network });
  closers.push(sns.close);
  const keyFile = dataDir ? { keyFile: join(dataDir, "oidc-key.json") } : {};
  const oidc = await startOidcIssuer({ port: issuerPort, network, ...keyFile });
  closers.push(oidc.close);

  const assemblyDir = await synthesise(root, join(dotDir, "cache"), () =>
    onStep("Bundling the changed functions (half a minute, once)"),
  );
  const stack = await startLocalStack({
    assemblyDir,
    onStep,
    editTemplate: withPorts({ twilio: portOf(twilio.url), inboundMessage, messageStatus, issuer: issuerPort }),
    ports: {
      api: port ?? 0,
      functionUrls: { "inbound-message": inboundMessage, "message-status": messageStatus },
      // 0 takes a free port when the server listens. Another program could take `files` until then.
      files: port ? files : 0,
    },
    network,
    cacheDir: join(dotDir, "dynoxide"),
    endpoints: { sns: sns.url, sts: sns.url },
    ...(dataDir ? { dataDir } : {}),
    ...(dynamodbEndpoint ? { dynamodbEndpoint } : {}),
    ...(waits ? { waits } : {}),
    ...(extraEnvironment ? { extraEnvironment } : {}),
    ...(onLog ? { onLog } : {}),
    ...(onRequest ? { onRequest } : {}),
  });
  closers.push(stack.close);
  onStep("Creating the demo tenants");
  const demo = await seedDemo(stack, dataDir);
  return { stack, oidc, demo, twilioSimulatorUrl: twilio.url, snsSimulatorUrl: sns.url };
}

const portOf = (url: string): number => Number(new URL(url).port);

/** The simulated Twilio: the one that runs already, or a new one. */
async function twilioOf(
  { twilioPort, statusDelayMs, keepsWhatsAppWindow, onPhone }: HubOptions,
  listening: { port: number; network: LocalNetwork },
): Promise<{ url: string; close: () => Promise<void> }> {
  if (twilioPort !== undefined) return { url: `http://127.0.0.1:${twilioPort}`, close: async () => undefined };
  return startTwilioSimulator({
    ...listening,
    ...(statusDelayMs === undefined ? {} : { statusDelayMs }),
    ...(keepsWhatsAppWindow === undefined ? {} : { keepsWindow: keepsWhatsAppWindow }),
    ...(onPhone ? { onPhone } : {}),
  });
}
