import { config } from "../../kernel/config.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { StoredBatch } from "../batch.ts";

/** S3 keeps the files in this folder for 43 days, and all other files of a batch for 7 (infra/stacks/data.ts). */
export const rangesFolder = "ranges/";

/** The S3 object of a file. Its key begins with the scope, so another scope's id leads nowhere. */
export const objectAt = (scope: Scope, name: string) => ({
  Bucket: config.recipientsBucket(),
  Key: name.startsWith(rangesFolder)
    ? `${rangesFolder}${scope}/${name.slice(rangesFolder.length)}`
    : `${scope}/${name}`,
});

export const rangeFileName = ({ id }: Pick<StoredBatch, "id">, range: number): string =>
  `${rangesFolder}${id}/${range}.json`;

export const resultsName = ({ id }: Pick<StoredBatch, "id">): string => `${id}/results.csv`;
