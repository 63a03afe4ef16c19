import { S3Client } from "@aws-sdk/client-s3";
import { second } from "../kernel/durations.ts";
import { httpTimeouts, oneClient } from "./one-client.ts";

export const s3 = (): S3Client =>
  oneClient(
    "s3",
    () =>
      new S3Client({
        maxAttempts: 3,
        requestHandler: { ...httpTimeouts(), requestTimeout: 30 * second },
        // By default, a presigned URL requires a checksum that a browser does not send.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
  );
