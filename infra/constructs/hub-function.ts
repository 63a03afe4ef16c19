import { join } from "node:path";
import { Duration, type Stack, Validations } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, RecursiveLoop, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { FunctionName } from "../../shared/api/registry.ts";
import { rangesFolder } from "../../shared/batches/lists/recipient-file.ts";
import type { EnvironmentSettings } from "../environments.ts";
import { environmentOf } from "../function-environment.ts";
import { sendingFunctions, webhookFunctions } from "../functions.ts";
import { grantsOf } from "../grants/function-grants.ts";
import { grantStatements, tenantRolePrefix } from "../grants/grant-statements.ts";
import type { Grants } from "../grants/grants.ts";
import type { Data } from "./data.ts";
import { removalPolicy } from "./retention.ts";

/** The parts that every function is made from. */
export interface Hub {
  settings: EnvironmentSettings;
  code: FunctionCode;
  data: Data;
}

export interface HubFunction {
  name: FunctionName;
  description: string;
  timeoutSeconds: number;
  /** Default: 512. 1,769 MB bring one full vCPU. */
  memoryMegabytes?: number;
  /** The function queues its remaining work for itself. Lambda takes that for a mistake, and stops it after 16 rounds, unless allowed. */
  queuesForItself?: true;
  environment?: Readonly<Record<string, string>>;
}

/** A Lambda with its role (its row of function-grants.ts and its own log, nothing else), its log group and its settings. */
export function hubFunction(scope: Construct, { settings, code, data }: Hub, props: HubFunction): LambdaFunction {
  const { name, description, timeoutSeconds } = props;
  const id = name.slice(name.indexOf("/") + 1);
  const grants = grantsOf(name);
  const concurrency = concurrencyOf(name, settings);
  const logGroup = new LogGroup(scope, `${id}-log`, {
    retention: settings.logRetentionDays,
    removalPolicy: removalPolicy(settings),
  });
  const role = new Role(scope, `${id}-role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: {
      grants: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: [logGroup.logGroupArn],
          }),
          ...grantStatements(grants, data, settings),
        ],
      }),
    },
  });
  if (grants.snsRoles) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/${tenantRolePrefix}*]`,
      reason:
        "Tenants' roles are in accounts that are unknown at deploy time. The role's name and an external id are required.",
    });
  }
  for (const bucket of grantedBuckets(grants, data)) {
    for (const folder of bucket === data.recipientsBucket ? ["", rangesFolder] : [""])
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${exportedName(data.stack, bucket)}/${folder}ten_*]`,
        reason:
          "Functions create documents at run time, under their tenants' ids. A test limits each wildcard to its place.",
      });
  }
  return new LambdaFunction(scope, id, {
    description,
    code: code(name),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memoryMegabytes ?? 512,
    ...(props.queuesForItself && { recursiveLoop: RecursiveLoop.ALLOW }),
    timeout: Duration.seconds(timeoutSeconds),
    role,
    logGroup,
    environment: { ...environmentOf(grants, data, settings), ...props.environment },
    ...(concurrency !== undefined && { reservedConcurrentExecutions: concurrency }),
  });
}

const concurrencyOf = (name: FunctionName, settings: EnvironmentSettings): number | undefined => {
  if (sendingFunctions.includes(name)) return settings.reservedConcurrency;
  return webhookFunctions.some((webhook) => webhook === name) ? settings.webhookConcurrency : undefined;
};

const grantedBuckets = (grants: Grants, { exportsBucket, recipientsBucket }: Data): IBucket[] => [
  ...(grants.exports ? [exportsBucket] : []),
  ...(grants.recipients ? [recipientsBucket] : []),
];

/** The name under which other stacks import a bucket. cdk-nag names the bucket by it, too. */
const exportedName = (stack: Stack, { bucketArn }: IBucket): string =>
  stack.resolve(stack.exportValue(bucketArn))["Fn::ImportValue"];

/** Returns a function's code. */
export type FunctionCode = (name: FunctionName) => Code;

/** The bundles that `bundleFunctions` built in `directory`, without source maps, which a Lambda would only download. */
export const bundledCode =
  (directory: string): FunctionCode =>
  (name) =>
    Code.fromAsset(join(directory, name), { exclude: ["*.map"] });

/** For tests of the templates, which need no bundles. */
export const placeholderCode: FunctionCode = () => Code.fromInline("exports.handler = async () => {};");
