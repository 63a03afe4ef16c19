import { createHash } from "node:crypto";
import { accountId, arn, region } from "./pseudo-parameters.ts";

/** Addresses that exist only when the local servers listen. The resolver calls these functions when it needs a value. */
export interface Addresses {
  queueUrl: (queueName: string) => string;
  apiEndpoint: (resourceKey: string) => string;
  functionUrl: (resourceKey: string) => string;
}

interface Identified {
  /** The physical name: from the template, else made from stack and logical id. */
  name: string;
  /** Stack and logical id: unique within the assembly and the same on every start. */
  key: string;
  addresses: Addresses;
}

interface ResourceKind {
  nameProperty?: string;
  maximumNameLength?: number;
  ref?: (resource: Identified) => string;
  attributes?: Record<string, (resource: Identified) => string>;
}

const named = (service: string, prefix = "") => ({ Arn: ({ name }: Identified) => arn(service, prefix + name) });

const keyId = ({ key }: Identified) =>
  createHash("sha256")
    .update(key)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

/** An API id in AWS's form: ten lower-case letters and digits. */
const shortId = ({ key }: Identified) => createHash("sha256").update(key).digest("hex").slice(0, 10);

const table: ResourceKind = {
  nameProperty: "TableName",
  attributes: {
    ...named("dynamodb", "table/"),
    // The database gives the stream another ARN. This one only identifies the table.
    StreamArn: ({ name }) => arn("dynamodb", `table/${name}/stream/local`),
  },
};

/** The resource types whose Ref or attributes a template can use. */
export const resourceKinds: Record<string, ResourceKind> = {
  "AWS::DynamoDB::Table": table,
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::SQS::Queue": {
    nameProperty: "QueueName",
    maximumNameLength: 80,
    ref: ({ name, addresses }) => addresses.queueUrl(name),
    attributes: {
      ...named("sqs"),
      QueueName: ({ name }) => name,
      QueueUrl: ({ name, addresses }) => addresses.queueUrl(name),
    },
  },
  "AWS::S3::Bucket": {
    nameProperty: "BucketName",
    maximumNameLength: 63,
    ref: ({ name }) => name.toLowerCase(),
    attributes: {
      Arn: ({ name }) => `arn:aws:s3:::${name.toLowerCase()}`,
      DomainName: ({ name }) => `${name.toLowerCase()}.s3.amazonaws.com`,
      RegionalDomainName: ({ name }) => `${name.toLowerCase()}.s3.${region}.amazonaws.com`,
    },
  },
  "AWS::KMS::Key": {
    ref: keyId,
    attributes: { Arn: (resource) => arn("kms", `key/${keyId(resource)}`), KeyId: keyId },
  },
  "AWS::KMS::Alias": { nameProperty: "AliasName" },
  "AWS::Lambda::Function": {
    nameProperty: "FunctionName",
    maximumNameLength: 64,
    attributes: named("lambda", "function:"),
  },
  "AWS::Lambda::Url": {
    ref: ({ key }) => key,
    attributes: { FunctionUrl: ({ key, addresses }) => addresses.functionUrl(key) },
  },
  "AWS::ApiGatewayV2::Api": {
    ref: shortId,
    attributes: { ApiId: shortId, ApiEndpoint: ({ key, addresses }) => addresses.apiEndpoint(key) },
  },
  "AWS::ApiGatewayV2::Integration": { ref: shortId },
  "AWS::ApiGatewayV2::Authorizer": { ref: shortId, attributes: { AuthorizerId: shortId } },
  "AWS::ApiGatewayV2::Route": { ref: shortId },
  "AWS::ApiGatewayV2::Stage": { nameProperty: "StageName" },
  "AWS::IAM::Role": {
    nameProperty: "RoleName",
    maximumNameLength: 64,
    attributes: { Arn: ({ name }) => `arn:aws:iam::${accountId}:role/${name}`, RoleId: ({ name }) => name },
  },
  "AWS::Logs::LogGroup": {
    nameProperty: "LogGroupName",
    attributes: { Arn: ({ name }) => arn("logs", `log-group:${name}:*`) },
  },
  "AWS::SNS::Topic": {
    nameProperty: "TopicName",
    ref: ({ name }) => arn("sns", name),
    attributes: { TopicArn: ({ name }) => arn("sns", name), TopicName: ({ name }) => name },
  },
  "AWS::Events::Rule": { nameProperty: "Name", attributes: named("events", "rule/") },
  "AWS::Scheduler::Schedule": { nameProperty: "Name", attributes: named("scheduler", "schedule/default/") },
  "AWS::Scheduler::ScheduleGroup": { nameProperty: "Name", attributes: named("scheduler", "schedule-group/") },
  "AWS::CloudWatch::Alarm": { nameProperty: "AlarmName", attributes: named("cloudwatch", "alarm:") },
  "AWS::SSM::Parameter": { nameProperty: "Name" },
};

/** Stack name and logical id. A name that is too long for AWS is cut, and ends with a hash. */
export function generatedName(stackName: string, logicalId: string, maximumLength = 128): string {
  const name = `${stackName}-${logicalId}`;
  if (name.length <= maximumLength) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, maximumLength - 9)}-${digest}`;
}
