import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { s3 } from "../../aws/s3.ts";
import { type ExportFile, objectOf } from "./export-file.ts";

/** Makes a presigned URL. Anybody who has it can download the file for `expiresIn` seconds. */
export const exportFileUrl = (file: ExportFile, expiresIn: number): Promise<string> =>
  getSignedUrl(
    s3(),
    new GetObjectCommand({ ...objectOf(file), ResponseContentDisposition: `attachment; filename="${file.id}.json"` }),
    { expiresIn },
  );
