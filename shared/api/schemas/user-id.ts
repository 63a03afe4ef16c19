/**
 * The format of a user's id: the subject of a token, or the tenant's own id of the user. It must have no control character, no unpaired
 * surrogate (stores cannot keep one unchanged), and must not be `me`, which means the caller in a path.
 */
export const userIdPattern = /^[^\u0000-\u001f\u007f-\u009f]+$/;

/** The user id in a path that means the caller. */
export const callerAsUser = "me";

export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

const maximumLength = 128;

export const isUserId = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length <= maximumLength &&
  value !== callerAsUser &&
  userIdPattern.test(value) &&
  isWellFormed(value);
