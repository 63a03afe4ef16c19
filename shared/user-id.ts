/**
 * What may be a user's id: a token's subject, or the id by which a tenant knows its user. No control character and no half of a
 * surrogate pair, which no store keeps as it is, and not `me`, by which a path means the caller.
 */
export const userIdPattern = /^(?!me$)[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]{1,128}$/u;

const maximumLength = 128;

export const isUserId = (value: unknown): value is string =>
  typeof value === "string" && value.length <= maximumLength && userIdPattern.test(value);
