/** The maximum length of the header Idempotency-Key, in characters. */
export const maximumIdempotencyKeyLength = 255;
