/** What lies here is kept for longer than everything else of a batch: rangesKeptDays, batchFilesKeptDays. */
export const rangesFolder = "ranges/";
