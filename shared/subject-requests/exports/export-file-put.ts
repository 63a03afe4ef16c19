import { PutObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../aws/s3.ts";
import { type ExportFile, objectOf } from "./export-file.ts";

export const putExportFile = async (file: ExportFile, json: string): Promise<void> => {
  await s3().send(new PutObjectCommand({ ...objectOf(file), Body: json, ContentType: "application/json" }));
};
