import * as z from "zod";
import { problemCodes } from "./problems.ts";

/** The format of every error of the API: RFC 9457, `application/problem+json`. Some codes add members. */
export const ProblemDocument = z
  .looseObject({
    type: z.url().meta({ description: "A page that tells what to do about it" }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(problemCodes).meta({ description: "What a program acts on. New codes may come." }),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "What is wrong in the request, by JSON path" }),
  })
  .meta({ id: "Problem" });
