import type { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { s3 } from "../../aws/s3.ts";
import type { Scope } from "../../kernel/ids.ts";
import { objectAt } from "./recipient-file.ts";

/** Without the right to list a bucket, S3 answers 403 for what is not there. */
const orNull = async <Result>(answer: Promise<Result>): Promise<Result | null> => {
  try {
    return await answer;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404 || status === 403) return null;
    throw error;
  }
};

/** Its size in bytes; null: there is none. */
export const sizeOfFile = async (scope: Scope, name: string): Promise<number | null> => {
  const head = await orNull(s3().send(new HeadObjectCommand(objectAt(scope, name))));
  return head && (head.ContentLength ?? 0);
};

/** A short file as text; null: there is none. */
export const readFileText = async (scope: Scope, name: string): Promise<string | null> => {
  const file = await orNull(s3().send(new GetObjectCommand(objectAt(scope, name))));
  return file?.Body ? file.Body.transformToString("utf8") : null;
};

/** The same, with what tells this version of it from every other. */
export const readFileVersion = async (scope: Scope, name: string): Promise<{ text: string; etag: string } | null> => {
  const file = await orNull(s3().send(new GetObjectCommand(objectAt(scope, name))));
  return file?.Body ? { text: await file.Body.transformToString("utf8"), etag: file.ETag ?? "" } : null;
};

/** A file of any length as a stream; null: there is none. */
export const openFile = async (scope: Scope, name: string): Promise<Readable | null> => {
  const file = await orNull(s3().send(new GetObjectCommand(objectAt(scope, name))));
  // Under Node.js the SDK's body is a Readable.
  return file?.Body ? (file.Body as Readable) : null;
};

/** Where whoever holds it can download the file, for so many seconds. */
export const fileUrl = (scope: Scope, name: string, fileName: string, expiresIn: number): Promise<string> =>
  getSignedUrl(
    s3(),
    new GetObjectCommand({
      ...objectAt(scope, name),
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
      ResponseContentType: "text/csv; charset=utf-8",
    }),
    { expiresIn },
  );
