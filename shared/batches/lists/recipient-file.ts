import { config } from "../../kernel/config.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { StoredBatch } from "../batch.ts";

/** What lies here is kept for 43 days, everything else of a batch for 7: infra/stacks/data.ts. */
export const rangesFolder = "ranges/";

/** Where a list of recipients lies: under its scope, so that an id of somebody else's leads nowhere. */
export const objectAt = (scope: Scope, name: string) => ({
  Bucket: config.recipientsBucket(),
  Key: name.startsWith(rangesFolder)
    ? `${rangesFolder}${scope}/${name.slice(rangesFolder.length)}`
    : `${scope}/${name}`,
});

export const rangeFileName = ({ id }: Pick<StoredBatch, "id">, range: number): string =>
  `${rangesFolder}${id}/${range}.json`;

export const resultsName = ({ id }: Pick<StoredBatch, "id">): string => `${id}/results.csv`;
