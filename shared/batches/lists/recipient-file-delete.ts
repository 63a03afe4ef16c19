import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "../../aws/s3.ts";
import type { Scope } from "../../kernel/ids.ts";
import { objectAt } from "./recipient-file.ts";

/** Deletes a file. Does nothing if it does not exist. */
export const deleteFile = async (scope: Scope, name: string): Promise<void> => {
  await s3().send(new DeleteObjectCommand(objectAt(scope, name)));
};
