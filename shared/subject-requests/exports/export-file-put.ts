import { PutObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../aws/s3.ts";
import { type ExportFile, placeOf } from "./export-file.ts";

export const putExportFile = async (file: ExportFile, json: string): Promise<void> => {
  await s3().send(new PutObjectCommand({ ...placeOf(file), Body: json, ContentType: "application/json" }));
};
