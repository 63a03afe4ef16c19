import type { StoredBatch } from "../batch.ts";

export const resultsName = ({ id }: Pick<StoredBatch, "id">): string => `${id}/results.csv`;
