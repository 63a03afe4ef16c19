import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type ExportFile, placeOf, s3 } from "./export-file.ts";

export const putExportFile = async (file: ExportFile, json: string): Promise<void> => {
  await s3().send(new PutObjectCommand({ ...placeOf(file), Body: json, ContentType: "application/json" }));
};
