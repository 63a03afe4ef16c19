import * as z from "zod";

/** What fills a template: names it does not use are ignored, so that one list may serve several templates. */
export const TemplateVariables = z
  .record(z.string().min(1).max(64), z.string().max(1600))
  .refine((entries) => Object.keys(entries).length <= 100, "at most 100 entries");
