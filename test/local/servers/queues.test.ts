import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { handMadeAssembly, lambda } from "../hand-made-assembly.ts";

/** Source of a function that fails the record whose body says so, or the whole batch, and keeps the records that it saw. */
const worker = `const seen = [];
exports.handler = async (event) => {
  if (!event.Records) return seen;
  seen.push(...event.Records);
  if (event.Records.some(({ body }) => body === "fail all")) throw new Error("all");
  if (event.Records.some(({ body }) => body === "nonsense")) return { batchItemFailures: [{ itemIdentifier: "nobody" }] };
  return { batchItemFailures: event.Records.filter(({ body }) => body === "fail me").map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

let stack: LocalStack;
let sqs: SQSClient;
const client = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

beforeAll(async () => {
  const queue = (more: object = {}) => ({ Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 1, ...more } });
  const arn = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
  const assemblyDir = handMadeAssembly(
    {
      Main: {
        Resources: {
          Work: queue({ RedrivePolicy: { deadLetterTargetArn: arn("Dead"), maxReceiveCount: 2 } }),
          Dead: queue(),
          Idle: queue(),
          Bucket: { Type: "AWS::S3::Bucket" },
          Worker: lambda("worker", "worker"),
          Mapping: {
            Type: "AWS::Lambda::EventSourceMapping",
            Properties: {
              EventSourceArn: arn("Work"),
              FunctionName: { Ref: "Worker" },
              BatchSize: 10,
              FunctionResponseTypes: ["ReportBatchItemFailures"],
            },
          },
        },
      },
    },
    { code: { worker } },
  );
  stack = await startLocalStack({ assemblyDir });
  sqs = new SQSClient({ ...client, endpoint: stack.sqsEndpoint });
});
afterAll(async () => {
  sqs.destroy();
  await stack.close();
});

const send = (body: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: queueUrl("Work"), MessageBody: body, ...more }));
const queueUrl = (name: string) => `${stack.queues[name]}`;
const seen = async (body: string): Promise<{ attributes: Record<string, string> }[]> =>
  Object(await stack.invokeFunction("worker")).filter((record: { body: string }) => record.body === body);
const receive = async (name: string) => {
  const command = { QueueUrl: queueUrl(name), WaitTimeSeconds: 5, MaxNumberOfMessages: 10 };
  return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? [];
};

test("local queue delivers a message to its function once, with its attributes", async () => {
  const kind = { DataType: "String", StringValue: "greeting" };
  await send("hello", { MessageAttributes: { kind } });
  await expect.poll(() => seen("hello")).toHaveLength(1);
  expect(await seen("hello")).toMatchObject([
    {
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:Main-Work",
      awsRegion: "us-east-1",
      messageId: expect.any(String),
      attributes: { ApproximateReceiveCount: "1", SentTimestamp: expect.any(String) },
      messageAttributes: { kind: { dataType: "String", stringValue: "greeting" } },
    },
  ]);
});

test("local queue retries a failed message after its visibility timeout, then moves it to the dead-letter queue", async () => {
  await Promise.all([send("fail me"), send("fine"), send("nonsense"), send("fail all")]);
  const dead: string[] = [];
  while (dead.length < 3) {
    const messages = await receive("Dead");
    dead.push(...messages.map(({ Body }) => `${Body}`));
  }
  expect(new Set(dead)).toEqual(new Set(["fail me", "nonsense", "fail all"]));
  expect((await seen("fail me")).map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(["1", "2"]);
});

test("local queue delays a delayed message", async () => {
  const sent = Date.now();
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl("Idle"), MessageBody: "later", DelaySeconds: 1 }));
  expect(await receive("Idle")).toHaveLength(1);
  expect(Date.now() - sent).toBeGreaterThanOrEqual(990);
});

test("local S3 has the template's buckets", async () => {
  const s3 = new S3Client({ ...client, endpoint: stack.sqsEndpoint });
  await s3.send(new PutObjectCommand({ Bucket: "main-bucket", Key: "a/b", Body: "content" }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "main-bucket", Key: "a/b" }));
  expect(await Body?.transformToString()).toBe("content");
  s3.destroy();
});
