import * as z from "zod";

/** Separate from the other message schemas, because otherwise every function that sends codes would bundle them. */
export const MessageError = z
  .object({ code: z.string(), message: z.string(), providerCode: z.string().nullable(), retryable: z.boolean() })
  .meta({ id: "MessageError" });
