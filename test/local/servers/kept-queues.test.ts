import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { handMadeAssembly, temporaryFolder } from "../hand-made-assembly.ts";

const queue = (more: object = {}) => ({ Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 1, ...more } });
const assemblyDir = handMadeAssembly({
  Main: {
    Resources: {
      Work: queue({ RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 2 } }),
      Dead: queue(),
      Idle: queue({ VisibilityTimeout: 600 }),
      Bucket: { Type: "AWS::S3::Bucket" },
    },
  },
});
const Bucket = "main-bucket";
const client = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/** Clients for a stack's queues and files. */
const clientsOf = ({ sqsEndpoint, queues }: Pick<LocalStack, "sqsEndpoint" | "queues">) => {
  const sqs = new SQSClient({ ...client, endpoint: sqsEndpoint });
  const s3 = new S3Client({ ...client, endpoint: sqsEndpoint, forcePathStyle: true });
  const QueueUrl = (name: string) => `${queues[name]}`;
  return {
    s3,
    send: (name: string, MessageBody: string, more: object = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl: QueueUrl(name), MessageBody, ...more })),
    receive: async (name: string, WaitTimeSeconds = 5) => {
      const command = new ReceiveMessageCommand({
        ...{ QueueUrl: QueueUrl(name), WaitTimeSeconds, MaxNumberOfMessages: 10 },
        ...{ MessageSystemAttributeNames: ["All"] as const, MessageAttributeNames: ["All"] },
      });
      return (await sqs.send(command)).Messages ?? [];
    },
    remove: (name: string, ReceiptHandle: string | undefined) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl: QueueUrl(name), ReceiptHandle })),
    text: async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
    close: () => {
      sqs.destroy();
      s3.destroy();
    },
  };
};

/** Starts a stack in another process, runs `work` with it, kills the process and returns its data folder. */
const runAndKill = async (work: (clients: ReturnType<typeof clientsOf>) => Promise<void>): Promise<string> => {
  const dataDir = temporaryFolder();
  const program = `import { startLocalStack } from ${JSON.stringify(join(import.meta.dirname, "../../../infra/local/local-stack.ts"))};
    const { sqsEndpoint, queues } = await startLocalStack(${JSON.stringify({ assemblyDir, dataDir })});
    console.log(JSON.stringify({ sqsEndpoint, queues }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]);
  const line = await new Promise<string>((resolve) =>
    child.stdout.once("data", (data: Buffer) => resolve(data.toString())),
  );
  const clients = clientsOf(JSON.parse(line));
  await work(clients);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  clients.close();
  return dataDir;
};

const startAgain = async (
  dataDir: string,
  look: (clients: ReturnType<typeof clientsOf>) => Promise<void>,
): Promise<void> => {
  const stack = await startLocalStack({ assemblyDir, dataDir });
  const clients = clientsOf(stack);
  await look(clients);
  clients.close();
  await stack.close();
};

describe("local queues in a data folder, after a kill (invariant 39)", () => {
  test("deliver sent messages and those in work again, and no deleted message", async () => {
    const attribute = { kind: { DataType: "String", StringValue: "greeting" } };
    let dueAt = 0;
    const dataDir = await runAndKill(async ({ send, receive, remove }) => {
      await send("Idle", "in work");
      await send("Idle", "done");
      for (const message of await receive("Idle"))
        if (message.Body === "done") await remove("Idle", message.ReceiptHandle);
      await send("Idle", "waiting", { MessageAttributes: attribute });
      dueAt = Date.now() + 5_000;
      await send("Idle", "later", { DelaySeconds: 5 });
    });
    await startAgain(dataDir, async ({ receive }) => {
      const found = await receive("Idle");
      expect(found.map(({ Body }) => Body)).toEqual(["in work", "waiting"]);
      expect(found.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(["2", "1"]);
      expect(found[1]?.MessageAttributes).toMatchObject(attribute);
      const [later] = await receive("Idle", 20);
      expect(later?.Body).toBe("later");
      expect(Date.now()).toBeGreaterThanOrEqual(dueAt);
    });
  });

  test("keep counting receives up to the dead-letter queue, and keep its messages", async () => {
    const untilDead = await runAndKill(async ({ send, receive }) => {
      await send("Work", "poison");
      for (let times = 0; times < 2; times++) expect(await receive("Work")).toHaveLength(1);
    });
    await startAgain(untilDead, async ({ receive }) => {
      // This receive is one too many, so the message moves.
      expect(await receive("Work", 0)).toEqual([]);
      expect((await receive("Dead")).map(({ Body }) => Body)).toEqual(["poison"]);
    });
    // The message was received from the dead-letter queue and not deleted.
    await startAgain(untilDead, async ({ receive }) => {
      expect(await receive("Work", 0)).toEqual([]);
      expect((await receive("Dead")).map(({ Body }) => Body)).toEqual(["poison"]);
    });
  });
});

describe("local S3 in a data folder, after a kill (invariant 39)", () => {
  test("has every uploaded file unchanged", async () => {
    const part = "x".repeat(5 * 1024 * 1024);
    const dataDir = await runAndKill(async ({ s3 }) => {
      const put = (Key: string, Body: string, more: object = {}) =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
      await put("ten_1/list.csv", "to\n+14155552671\n", { ContentType: "text/csv", Metadata: { kind: "list" } });
      await put("ten_1/changed", "old");
      await put("ten_1/changed", "new");
      await put("ten_1/gone", "gone");
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "ten_1/gone" }));
      await put(`ten_1/${"long".repeat(200)}`, "long");
      const big = { Bucket, Key: "ten_1/big" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(big));
      const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
      for (const [index, Body] of [part, "end"].entries()) {
        const PartNumber = index + 1;
        const { ETag } = await s3.send(new UploadPartCommand({ ...big, UploadId, PartNumber, Body }));
        Parts.push({ PartNumber, ETag });
      }
      await s3.send(new CompleteMultipartUploadCommand({ ...big, UploadId, MultipartUpload: { Parts } }));
    });
    await startAgain(dataDir, async ({ s3, text }) => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "ten_1/" }));
      expect(Contents.map(({ Key, Size }) => [Key, Size])).toEqual([
        ["ten_1/big", part.length + 3],
        ["ten_1/changed", 3],
        ["ten_1/list.csv", 16],
        [`ten_1/${"long".repeat(200)}`, 4],
      ]);
      expect(await text("ten_1/changed")).toBe("new");
      expect(await text("ten_1/big")).toBe(`${part}end`);
      expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "ten_1/list.csv" }))).toMatchObject({
        ContentType: "text/csv",
        Metadata: { kind: "list" },
      });
    });
  });

  test("keeps nothing of deleted files and of unfinished writes", async () => {
    const dataDir = await runAndKill(async ({ s3 }) => {
      await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "content" }));
    });
    const folder = join(dataDir, "buckets", Bucket);
    const [name = ""] = readdirSync(folder);
    cpSync(join(folder, name), join(folder, "half.unfinished"));
    await startAgain(dataDir, async ({ s3, text }) => {
      expect(existsSync(join(folder, "half.unfinished"))).toBe(false);
      expect(await text("a")).toBe("content");
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
