/**
 * What may be a user's id: a token's subject, or the id by which a tenant knows its user. No control character, not half of a surrogate pair,
 * which no store keeps as it is, and not `me`, by which a path means the caller.
 */
export const userIdPattern = /^[^\u0000-\u001f\u007f-\u009f]+$/;

/** A path's word for the caller. */
export const callerAsUser = "me";

export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

const maximumLength = 128;

export const isUserId = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length <= maximumLength &&
  value !== callerAsUser &&
  userIdPattern.test(value) &&
  isWellFormed(value);
