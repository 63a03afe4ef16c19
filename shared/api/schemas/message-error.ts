import * as z from "zod";

/** Apart from a message's other schemas, which would come along into every function that sends codes. */
export const MessageError = z
  .object({ code: z.string(), message: z.string(), providerCode: z.string().nullable(), retryable: z.boolean() })
  .meta({ id: "MessageError" });
