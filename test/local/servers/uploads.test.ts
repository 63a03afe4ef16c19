import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type QueueServer, startQueueServer } from "../../../infra/local/queues-and-files/fauxqs.ts";
import { temporaryFolder } from "../hand-made-assembly.ts";

let server: QueueServer;
let s3: S3Client;
beforeAll(async () => {
  server = await startQueueServer();
  s3 = new S3Client({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local", sessionToken: "local" },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  await fetch(`${server.endpoint}/lists`, { method: "PUT" });
});
afterAll(async () => {
  s3.destroy();
  await server.close();
});

let files = 0;
const newFile = () => ({ Bucket: "lists", Key: `ten_1/a file (${files++}) é` });
const addressOf = (file: { Bucket: string; Key: string }, bytes: number, expiresIn = 60, signingDate = new Date()) =>
  getSignedUrl(s3, new PutObjectCommand({ ...file, ContentLength: bytes }), { expiresIn, signingDate });
const contentOf = async (file: { Bucket: string; Key: string }) =>
  (await s3.send(new GetObjectCommand(file))).Body?.transformToString();

/** The parts of S3's answer to a failed request. */
const errorOf = async (answer: Response) => ({
  status: answer.status,
  type: answer.headers.get("content-type"),
  code: /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1],
});
const mismatch = { status: 403, type: "application/xml", code: "SignatureDoesNotMatch" };

describe("local S3 presigned URL", () => {
  test.each([
    ["more", "123456"],
    ["fewer", "1234"],
    ["no", ""],
  ])("accepts exactly the signed number of bytes, not %s", async (_how, body) => {
    const file = newFile();
    const url = await addressOf(file, 5);
    expect(await errorOf(await fetch(url, { method: "PUT", body }))).toEqual(mismatch);
    await expect(contentOf(file)).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(await fetch(url, { method: "PUT", body: "12345" })).toMatchObject({ status: 200 });
    expect(await contentOf(file)).toBe("12345");
  });

  test.each([
    "application/x-www-form-urlencoded",
    "application/x-amz-json-1.0",
    "application/json",
    "text/csv; charset=utf-8",
    "multipart/form-data",
    "no type at all",
  ])("accepts the content type %j", async (type) => {
    const file = newFile();
    const body = "to=1&name=%41\n";
    const url = await addressOf(file, body.length);
    expect(await fetch(url, { method: "PUT", body, headers: { "content-type": type } })).toMatchObject({ status: 200 });
    expect(await contentOf(file)).toBe(body);
    const head = await s3.send(new HeadObjectCommand(file));
    expect(head.ContentType).toBe(type);
  });

  test("accepts a file larger than 11 MiB", async () => {
    const body = Buffer.alloc(12 * 1024 * 1024, "x");
    const file = newFile();
    const url = await addressOf(file, body.length);
    expect(await errorOf(await fetch(url, { method: "PUT", body: Buffer.concat([body, body]) }))).toEqual(mismatch);
    expect(await fetch(url, { method: "PUT", body })).toMatchObject({ status: 200 });
    expect((await s3.send(new HeadObjectCommand(file))).ContentLength).toBe(body.length);
  });

  test("is valid only for its method, object and time", async () => {
    const url = await addressOf(newFile(), 5);
    expect(await errorOf(await fetch(url, { method: "POST", body: "12345" }))).toEqual(mismatch);
    expect(await errorOf(await fetch(url))).toEqual(mismatch);
    const other = url.replace("ten_1", "ten_2");
    expect(await errorOf(await fetch(other, { method: "PUT", body: "12345" }))).toEqual(mismatch);
    const longer = url.replace("X-Amz-Expires=60", "X-Amz-Expires=600");
    expect(await errorOf(await fetch(longer, { method: "PUT", body: "12345" }))).toEqual(mismatch);
    const past = await addressOf(newFile(), 5, 60, new Date(Date.now() - 61_000));
    expect(await errorOf(await fetch(past, { method: "PUT", body: "12345" }))).toMatchObject({
      status: 403,
      code: "AccessDenied",
    });
    const unsigned = url.slice(0, url.indexOf("?"));
    expect(await errorOf(await fetch(unsigned, { method: "PUT", body: "12345" }))).toMatchObject({
      status: 403,
      code: "AccessDenied",
    });
    const nothing = `${unsigned}?X-Amz-Signature=1`;
    expect(await errorOf(await fetch(nothing, { method: "PUT", body: "12345" }))).toMatchObject({
      status: 400,
      code: "AuthorizationQueryParametersError",
    });
  });

  test("answers S3's internal error when the server fails", async () => {
    const kept = await startQueueServer({ dataDir: temporaryFolder() });
    await fetch(`${kept.endpoint}/lists`, { method: "PUT" });
    const put = (headers: Record<string, string>) =>
      fetch(`${kept.endpoint}/lists/name`, {
        method: "PUT",
        body: "x",
        headers: { authorization: "AWS4", ...headers },
      });
    expect(await errorOf(await put({ "x-amz-copy-source": "%" }))).toEqual({
      ...{ status: 500, type: "application/xml", code: "InternalError" },
    });
    expect(await put({})).toMatchObject({ status: 200 });
    await kept.close();
  });

  test("requires a Content-Length", async () => {
    const url = await addressOf(newFile(), 5);
    const body = new Blob(["12345"]).stream();
    expect(await errorOf(await fetch(url, { method: "PUT", body, duplex: "half" } as RequestInit))).toMatchObject({
      status: 411,
      code: "MissingContentLength",
    });
  });

  test("returns a stored file under a name for the browser", async () => {
    const file = newFile();
    await s3.send(new PutObjectCommand({ ...file, Body: Buffer.alloc(0) }));
    const url = await getSignedUrl(
      s3,
      new GetObjectCommand({ ...file, ResponseContentDisposition: 'attachment; filename="a b.json"' }),
      { expiresIn: 60 },
    );
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });
});

describe("local S3 PutObject with If-Match", () => {
  const write = (file: { Bucket: string; Key: string }, Body: string, IfMatch: string | undefined) =>
    s3.send(new PutObjectCommand({ ...file, Body, ...(IfMatch === undefined ? {} : { IfMatch }) }));

  test("fails with 412 after another write, also of two concurrent writes", async () => {
    const file = newFile();
    const { ETag: first } = await write(file, "one", undefined);
    const both = await Promise.allSettled([write(file, "two", first), write(file, "three", first)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const kept = await contentOf(file);
    await expect(write(file, "four", first)).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    expect(await contentOf(file)).toBe(kept);
  });

  test("fails with 404 when the object does not exist", async () => {
    await expect(write(newFile(), "one", '"0"')).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});
