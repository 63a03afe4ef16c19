import * as z from "zod";
import { functionNames } from "../../../infra/functions.ts";
import { functionSettings } from "../../../infra/local/lambda/function-settings.ts";
import { withPorts } from "../../../infra/local/local-settings.ts";
import { readDeployment } from "../../../infra/local/template/deployment.ts";
import type { FunctionName } from "../../../shared/api/registry.ts";

export interface DeployedFunction {
  name: FunctionName;
  /** Its construct id, which the local stack uses as its name: `send-message`. */
  label: string;
  /** The path of the bundle in the assembly. */
  bundle: string;
  memoryMegabytes: number;
  /** The function's complete environment, because its import reads variables. */
  environment: Readonly<Record<string, string>>;
}

const labelOf = (name: FunctionName): string => name.slice(name.indexOf("/") + 1);

const nowhere = "http://127.0.0.1:9";
const addresses = { queueUrl: () => nowhere, apiEndpoint: () => nowhere, functionUrl: () => `${nowhere}/` };
const ports = { twilio: 9, inboundMessage: 9, messageStatus: 9, issuer: 9 };
const Stage = z.object({ AccessLogSettings: z.object({ Format: z.string() }) });
const Architectures = z.object({ Architectures: z.array(z.string()) });

const deploymentOf = (assemblyDir: string) => readDeployment(assemblyDir, addresses, withPorts(ports));

/** All Lambda functions of a synthesised assembly. Throws if one has no bundle, or does not run on arm64, which the prices assume. */
export function deployedFunctions(assemblyDir: string): DeployedFunction[] {
  const resources = deploymentOf(assemblyDir).resources("AWS::Lambda::Function");
  return functionNames.map((name) => {
    const resource = resources.find(({ label }) => label === labelOf(name));
    if (!resource) throw new Error(`The template has no function ${name}.`);
    const endpoints = { fallback: nowhere, dynamodb: nowhere, sqs: nowhere, s3: nowhere, kms: nowhere };
    const { codeDir, memoryMegabytes, environment, label } = functionSettings(resource, endpoints, {});
    const [architecture] = Architectures.parse(resource.properties()).Architectures;
    if (codeDir === undefined || architecture !== "arm64") throw new Error(`${name}: no bundle, or not for arm64.`);
    return { name, label, bundle: `${codeDir}/index.js`, memoryMegabytes, environment };
  });
}

/** The path of the template's queue `label` on the queue server. */
export function queuePath(assemblyDir: string, label: string): string {
  const queues = deploymentOf(assemblyDir).resources("AWS::SQS::Queue");
  const queue = queues.find((one) => one.label === label);
  if (!queue) throw new Error(`The template has no queue ${label}.`);
  return `/000000000000/${queue.name}`;
}

/** The length of one line of the API's access log. It measures the format, because its variables are about as long as their values. */
export function accessLogBytes(assemblyDir: string): number {
  const [stage] = deploymentOf(assemblyDir).resources("AWS::ApiGatewayV2::Stage");
  return Stage.parse(stage?.properties()).AccessLogSettings.Format.length;
}
