/** How long the value of the header Idempotency-Key may be, in characters. */
export const maximumIdempotencyKeyLength = 255;
