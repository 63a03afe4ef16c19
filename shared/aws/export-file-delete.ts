import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { type ExportFile, placeOf, s3 } from "./export-file.ts";

/** Also where there is none. */
export const deleteExportFile = async (file: ExportFile): Promise<void> => {
  await s3().send(new DeleteObjectCommand(placeOf(file)));
};
