import type * as z from "zod";
import { evenIfUnfit, told, whether, withCompanion } from "./entries.ts";

interface Content {
  body?: unknown;
  template?: unknown;
  contentSid?: unknown;
  mediaUrls?: unknown;
}

const texts = ["body", "template", "contentSid"] as const;

/** One text at the most, and something to send; media go with a text or alone. */
const hasContent = (content: Content): boolean => {
  const given = texts.filter((text) => content[text] !== undefined).length;
  const { mediaUrls } = content;
  return given === 1 || (given === 0 && Array.isArray(mediaUrls) && mediaUrls.length > 0);
};

/** An object that says what a message holds: told alike by zod and by JSON Schema. */
export const withContent = <Schema extends z.ZodObject>(schema: Schema): Schema =>
  told(
    withCompanion(schema, "contentVariables", "contentSid").refine(hasContent, {
      error: "give one of body, template and contentSid, or mediaUrls",
      ...evenIfUnfit,
    }),
    {
      not: {
        anyOf: [
          { required: ["body", "template"] },
          { required: ["body", "contentSid"] },
          { required: ["template", "contentSid"] },
        ],
      },
      ...whether(
        { required: ["mediaUrls"], properties: { mediaUrls: { minItems: 1 } } },
        {},
        { anyOf: texts.map((text) => ({ required: [text] })) },
      ),
    },
  );
