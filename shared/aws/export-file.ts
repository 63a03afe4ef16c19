import { S3Client } from "@aws-sdk/client-s3";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";

let client: S3Client | undefined;

export const s3 = (): S3Client => {
  client ??= new S3Client({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 30_000 },
    // Else every presigned download would ask for a checksum that a browser does not send.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return client;
};

/** Whose export, and which. */
export interface ExportFile {
  tenantId: TenantId;
  id: string;
}

export const placeOf = ({ tenantId, id }: ExportFile) => ({
  Bucket: config.exportsBucket(),
  Key: `${tenantId}/${id}.json`,
});
