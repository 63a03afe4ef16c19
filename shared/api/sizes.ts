// Apart from the schemas, which would come along into every function that knows a size.

/** Twilio takes at most 1,600 characters (error 21617); SNS splits up to as many. */
export const maximumBodyLength = 1600;

/** At most so many days ahead, as Twilio's own scheduling. */
export const maximumScheduleDays = 35;

/** A million entries, with room for variables. */
export const maximumUploadBytes = 500_000_000;

/** After so many days a batch's ranges of recipients are deleted: 35 to wait for its time, and 8 to be sent in. */
export const rangesKeptDays = 43;

/** After so many days every other file of a batch is deleted: the list as it came in, and what was written of its results. */
export const batchFilesKeptDays = 7;

/** After so many days an export's document is deleted. */
export const exportsKeptDays = 7;
