import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../aws/s3.ts";
import { type ExportFile, objectOf } from "./export-file.ts";

/** Also where there is none. */
export const deleteExportFile = async (file: ExportFile): Promise<void> => {
  await s3().send(new DeleteObjectCommand(objectOf(file)));
};
