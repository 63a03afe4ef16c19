import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { s3 } from "../../aws/s3.ts";
import type { Scope } from "../../kernel/ids.ts";
import { objectAt } from "./recipient-file.ts";

export const putFile = async (scope: Scope, name: string, text: string): Promise<void> => {
  await s3().send(new PutObjectCommand({ ...objectAt(scope, name), Body: text }));
};

/** Replaces the version of a file that was read. False: the file has changed since, or is gone. */
export const replaceFile = async (scope: Scope, name: string, text: string, etag: string): Promise<boolean> => {
  try {
    await s3().send(new PutObjectCommand({ ...objectAt(scope, name), Body: text, IfMatch: etag }));
    return true;
  } catch (error) {
    // 409: another write is under way.
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 412 || status === 409 || status === 404) return false;
    throw error;
  }
};

/** A signed URL that accepts one file of exactly `bytes` bytes, for `expiresIn` seconds. */
export const uploadUrl = (scope: Scope, name: string, bytes: number, expiresIn: number): Promise<string> =>
  getSignedUrl(s3(), new PutObjectCommand({ ...objectAt(scope, name), ContentLength: bytes }), { expiresIn });

/** The minimum size that S3 demands of every part except the last. */
const partBytes = 5 * 1024 * 1024;

/** Writes a file of any length from pieces of text, with one part in memory. The file appears once all of it is written. */
export const putFileFrom = async (scope: Scope, name: string, pieces: AsyncIterable<string>): Promise<void> => {
  const object = objectAt(scope, name);
  const { UploadId } = await s3().send(new CreateMultipartUploadCommand(object));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  const flush = async (text: string): Promise<void> => {
    const PartNumber = parts.length + 1;
    const { ETag } = await s3().send(
      new UploadPartCommand({ ...object, UploadId, PartNumber, Body: Buffer.from(text) }),
    );
    parts.push({ PartNumber, ETag });
  };
  try {
    let text = "";
    for await (const piece of pieces) {
      text += piece;
      // UTF-8 never has fewer bytes than the text has UTF-16 units.
      if (text.length < partBytes) continue;
      await flush(text);
      text = "";
    }
    if (text !== "" || parts.length === 0) await flush(text);
    await s3().send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts: parts } }));
  } catch (error) {
    await s3().send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    throw error;
  }
};
