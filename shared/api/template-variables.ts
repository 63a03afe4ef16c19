import * as z from "zod";

export const maximumVariables = 100;
export const maximumVariableLength = 1600;

/** What fills a template: names it does not use are ignored, so that one list may serve several templates. */
export const TemplateVariables = z
  .record(z.string().min(1).max(64), z.string().max(maximumVariableLength))
  .refine((entries) => Object.keys(entries).length <= maximumVariables, `at most ${maximumVariables} entries`);
