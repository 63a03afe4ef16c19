import type { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { s3 } from "../../aws/s3.ts";
import type { Scope } from "../../kernel/ids.ts";
import { objectAt } from "./recipient-file.ts";

/** Null for a missing object. S3 answers 403 for one to a caller who may not list the bucket. */
const orNull = async <Result>(answer: Promise<Result>): Promise<Result | null> => {
  try {
    return await answer;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404 || status === 403) return null;
    throw error;
  }
};

/** The size of a file in bytes. Null: it does not exist. */
export const sizeOfFile = async (scope: Scope, name: string): Promise<number | null> => {
  const head = await orNull(s3().send(new HeadObjectCommand(objectAt(scope, name))));
  return head && (head.ContentLength ?? 0);
};

/** Reads a short file as text. Null: it does not exist. */
export const readFileText = async (scope: Scope, name: string): Promise<string | null> => {
  const file = await orNull(s3().send(new GetObjectCommand(objectAt(scope, name))));
  return file?.Body ? file.Body.transformToString("utf8") : null;
};

/** Reads a short file as text, with the ETag of this version. Null: it does not exist. */
export const readFileVersion = async (scope: Scope, name: string): Promise<{ text: string; etag: string } | null> => {
  const file = await orNull(s3().send(new GetObjectCommand(objectAt(scope, name))));
  return file?.Body ? { text: await file.Body.transformToString("utf8"), etag: file.ETag ?? "" } : null;
};

/** Opens a file of any length as a stream. Null: it does not exist. */
export const openFile = async (scope: Scope, name: string): Promise<Readable | null> => {
  const file = await orNull(s3().send(new GetObjectCommand(objectAt(scope, name))));
  // Under Node.js the SDK's body is a Readable.
  return file?.Body ? (file.Body as Readable) : null;
};

/** A signed URL that downloads the file, for `expiresIn` seconds. */
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
