import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../aws/s3.ts";
import { type ExportFile, objectOf } from "./export-file.ts";

/** Deletes the document of an export. Does nothing if there is none. */
export const deleteExportFile = async (file: ExportFile): Promise<void> => {
  await s3().send(new DeleteObjectCommand(objectOf(file)));
};
