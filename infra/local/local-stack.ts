import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { variables } from "../../shared/kernel/config.ts";
import type { Waits } from "../../shared/kernel/timeouts-and-waits.ts";
import { startBackends } from "./backends.ts";
import type { OnRequest } from "./http/seen-request.ts";
import { startHttpEntryServers } from "./http-entry-servers.ts";
import { createFunctionHost, type OnLog } from "./lambda/function-host.ts";
import { functionSettings } from "./lambda/function-settings.ts";
import { payloadOf } from "./lambda/invocation.ts";
import { startQueueSources } from "./queues-and-files/queue-sources.ts";
import { type ScheduledFunction, scheduledFunctions } from "./schedules/scheduled-functions.ts";
import { startSchedules } from "./schedules/start-schedules.ts";
import { startStreamSources } from "./streams/stream-sources.ts";
import { type DeployedResource, readDeployment } from "./template/deployment.ts";
import type { TextEdit } from "./template/read-assembly.ts";

/** Shorter waits for a hub under test. Each default is the template's value. */
export interface LocalWaits {
  /** Waits inside the functions, in milliseconds. */
  functions?: Partial<Waits>;
  /** The seconds after which a queue delivers a message again that was received and not deleted. */
  visibilitySeconds?: number;
  /** Milliseconds between two scheduled runs of a function, by the function's name. */
  scheduleMs?: Readonly<Record<string, number>>;
  /** The time for which API Gateway caches the authorizer's answer, in seconds. */
  authorizerSeconds?: number;
}

export interface LocalStackOptions {
  /** A synthesised cloud assembly (`cdk.out`). */
  assemblyDir: string;
  /** Function URLs by the name of their function. Default, and 0: any free port. */
  ports?: { api?: number; functionUrls?: Record<string, number>; files?: number };
  /** The address on which the servers listen, and the hosts that they answer. Default: loopback only. */
  network?: LocalNetwork;
  /** Keeps tables, keys, queues and files between starts. Default: everything is in memory. */
  dataDir?: string;
  /** The folder into which the database's binary is fetched if it is not installed. */
  cacheDir?: string;
  /** The endpoints of services outside this stack. */
  endpoints?: { sns?: string; sts?: string };
  waits?: LocalWaits;
  extraEnvironment?: Record<string, string>;
  /** Gets each line that a function writes. */
  onLog?: OnLog;
  /** Gets each answered request. */
  onRequest?: OnRequest;
  /** Gets the name of each step of the start or the stop that takes a moment. */
  onStep?: (step: string) => void;
  /** The endpoint of a DynamoDB that runs already. Default: the stack starts one. */
  dynamodbEndpoint?: string;
  /** Changes templates before they are read. */
  editTemplate?: TextEdit;
}

export interface LocalStack {
  /** Empty if the template has no HTTP API. */
  apiUrl: string;
  /** The URLs by the function's construct id, else by its name. Without a trailing slash. */
  functionUrls: Record<string, string>;
  /** Physical table names by construct id. */
  tables: Record<string, string>;
  /** Queue URLs by construct id. */
  queues: Record<string, string>;
  functions: string[];
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  kmsEndpoint: string;
  /** Invokes a function by construct id, logical id or physical name. Throws FunctionError if the function fails. */
  invokeFunction: (name: string, event?: unknown) => Promise<unknown>;
  /** The function's next invocation gets a new thread. Running invocations finish. */
  restartFunction: (name: string) => void;
  /** Ends the function during its work, as a crash would. */
  killFunction: (name: string) => Promise<void>;
  /** Stops everything, and leaves nothing behind. */
  close: () => Promise<void>;
}

/** Serves a synthesised template on loopback as AWS would: API, Function URLs, queues, schedules, tables and keys. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    // The last opened is the first closed, so that a caller stops before the server that it calls.
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    if (options.dataDir) mkdirSync(options.dataDir, { recursive: true });
    const stack = await start(options, closers);
    return { ...stack, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: LocalStackOptions,
  closers: (() => Promise<void> | void)[],
): Promise<Omit<LocalStack, "close">> {
  const { dataDir, ports = {}, waits = {}, network = loopback() } = options;
  const addresses = {
    queueUrl: (name: string) => backends.queueServer.queueUrl(name),
    apiEndpoint: (key: string) => entryServers.apiEndpoint(key),
    functionUrl: (key: string) => entryServers.functionUrl(key),
  };
  const deployment = readDeployment(options.assemblyDir, addresses, options.editTemplate);
  // Listening comes first, because every other value in the template may depend on the addresses.
  const entryServers = await startHttpEntryServers(deployment, ports, { ...waits, network });
  closers.push(entryServers.close);
  const onStep = options.onStep ?? (() => undefined);
  onStep("Starting the database, queues, files and keys");
  const backends = await startBackends(deployment, {
    ...(options.dynamodbEndpoint ? { dynamodbEndpoint: options.dynamodbEndpoint } : {}),
    ...(dataDir ? { dataDir } : {}),
    network,
    queuePort: ports.files ?? 0,
    ...(waits.visibilitySeconds === undefined ? {} : { visibilitySeconds: waits.visibilitySeconds }),
    fetchDir: options.cacheDir ?? join(".phonehub", "dynoxide"),
  });
  closers.push(() => {
    onStep("Stopping the database, queues and files");
    return backends.close();
  });

  const functions = deployment.resources("AWS::Lambda::Function");
  const endpoints = { ...backends.endpoints, ...options.endpoints };
  const extraEnvironment = {
    ...(waits.functions && { [variables.waits]: JSON.stringify(waits.functions) }),
    ...options.extraEnvironment,
  };
  const settings = functions.map((one) => functionSettings(one, endpoints, extraEnvironment));
  const host = createFunctionHost(settings, options.onLog ?? (() => undefined));
  closers.push(host.close);
  entryServers.open(host, options.onRequest);
  const queueSources = startQueueSources(deployment, backends.sqs, host);
  closers.push(() => {
    onStep("Waiting for the functions that read queues, such as a batch's sends");
    return queueSources.close();
  });
  const positionsFile = dataDir && join(dataDir, "stream-positions.json");
  const streamSources = await startStreamSources(deployment, backends, host, positionsFile);
  closers.push(() => {
    onStep("Waiting for the functions that write events");
    return streamSources.close();
  });
  closers.push(startSchedules(withPeriods(scheduledFunctions(deployment), functions, waits.scheduleMs), host).close);

  return {
    apiUrl: entryServers.apiUrl,
    functionUrls: entryServers.functionUrls,
    tables: byConstruct(deployment.resources("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"), ({ name }) => name),
    queues: byConstruct(deployment.resources("AWS::SQS::Queue"), (queue) => queue.ref()),
    functions: functions.map(({ label }) => label),
    dynamodbEndpoint: backends.endpoints.dynamodb,
    sqsEndpoint: backends.endpoints.sqs,
    kmsEndpoint: backends.endpoints.kms,
    invokeFunction: async (name, event) => payloadOf(await host.invoke(functionNamed(functions, name).name, event)),
    restartFunction: (name) => host.restart(functionNamed(functions, name).name),
    killFunction: (name) => host.kill(functionNamed(functions, name).name),
  };
}

function functionNamed(resources: DeployedResource[], name: string): DeployedResource {
  const found = resources.find(({ aliases }) => aliases.includes(name));
  if (!found) throw new Error(`The template has no function ${name}.`);
  return found;
}

/** Replaces the schedules of the functions that `periods` names. */
function withPeriods(
  scheduled: ScheduledFunction[],
  functions: DeployedResource[],
  periods: LocalWaits["scheduleMs"] = {},
): ScheduledFunction[] {
  const everyMs = new Map(
    Object.entries(periods).map(([name, ms]) => [functionNamed(functions, name).name, ms] as const),
  );
  return scheduled.map((one) => {
    const ms = everyMs.get(one.functionName);
    return ms === undefined ? one : { ...one, schedule: { kind: "rate", everyMs: ms } };
  });
}

const byConstruct = (resources: DeployedResource[], value: (resource: DeployedResource) => string) =>
  Object.fromEntries(resources.map((resource) => [resource.label, value(resource)]));
