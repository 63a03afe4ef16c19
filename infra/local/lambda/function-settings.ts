import { devNull } from "node:os";
import * as z from "zod";
import type { DeployedResource } from "../template/deployment.ts";
import { region } from "../template/pseudo-parameters.ts";

const FunctionProperties = z.object({
  Handler: z.string().default("index.handler"),
  Code: z.object({ S3Key: z.string().optional() }),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
});

export interface FunctionSettings {
  name: string;
  /** A short name for people. */
  label: string;
  arn: string;
  /** `<file without .js>.<export>`, as the template gives it. */
  handler: string;
  codeDir: string | undefined;
  timeoutSeconds: number;
  memoryMegabytes: number;
  environment: Record<string, string>;
}

/** The endpoints for the AWS SDK inside functions. `fallback` is the endpoint of all other services. */
export interface AwsEndpoints {
  fallback: string;
  dynamodb: string;
  sqs: string;
  s3: string;
  kms: string;
  sns?: string;
  sts?: string;
}

export function functionSettings(
  resource: DeployedResource,
  endpoints: AwsEndpoints,
  extraEnvironment: Record<string, string>,
): FunctionSettings {
  const properties = FunctionProperties.parse(resource.properties());
  const { S3Key } = properties.Code;
  const codeDir = S3Key === undefined ? undefined : resource.assetPath(S3Key);
  return {
    name: resource.name,
    label: resource.label,
    arn: resource.attribute("Arn"),
    handler: properties.Handler,
    codeDir,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    environment: {
      ...lambdaEnvironment(resource.name, properties.Handler, properties.MemorySize, codeDir),
      ...awsEnvironment(endpoints),
      ...properties.Environment?.Variables,
      ...extraEnvironment,
    },
  };
}

/** The variables that Lambda itself sets. */
const lambdaEnvironment = (name: string, handler: string, memory: number, codeDir = "") => ({
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  LAMBDA_TASK_ROOT: codeDir,
  _HANDLER: handler,
});

/** Dummy keys, and no access to the developer's AWS configuration: a function must never act on a real account. */
function awsEnvironment({ fallback, ...services }: AwsEndpoints): Record<string, string> {
  const named = Object.entries(services).map(([service, url]) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url]);
  return {
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    // In every function, the SDK warns about Node.js releases that Lambda no longer runs.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    AWS_ENDPOINT_URL: fallback,
    ...Object.fromEntries(named),
  };
}
