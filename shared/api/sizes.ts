// Separate from the schemas, because otherwise every function that uses a size would bundle them.

/** Twilio accepts at most 1,600 characters (error 21617). SNS splits texts of up to 1,600 characters. */
export const maximumBodyLength = 1600;

/** The maximum number of days ahead, the same as in Twilio's own scheduling. */
export const maximumScheduleDays = 35;

/** Enough for a million entries with variables. */
export const maximumUploadBytes = 500_000_000;

/** The hub deletes a batch's ranges of recipients after this many days: 35 to wait for the send time, and 8 to send. */
export const rangesKeptDays = 43;

/** The hub deletes all other files of a batch after this many days: the uploaded list and the results. */
export const batchFilesKeptDays = 7;

/** The hub deletes an export's document after this many days. */
export const exportsKeptDays = 7;
