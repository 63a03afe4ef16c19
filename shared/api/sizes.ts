// Apart from the schemas, which would come along into every function that knows a size.

/** Twilio takes at most 1,600 characters (error 21617); SNS splits up to as many. */
export const maximumBodyLength = 1600;

/** At most so many days ahead, as Twilio's own scheduling. */
export const maximumScheduleDays = 35;

/** A million entries, with room for variables. */
export const maximumUploadBytes = 500_000_000;
