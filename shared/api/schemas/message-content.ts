import type * as z from "zod";
import { evenIfUnfit, told, whether, withCompanion } from "./entries.ts";

interface Content {
  body?: unknown;
  template?: unknown;
  contentSid?: unknown;
  mediaUrls?: unknown;
}

const texts = ["body", "template", "contentSid"] as const;

/** Requires exactly one text, or media without a text. A text can come with media. */
const hasContent = (content: Content): boolean => {
  const given = texts.filter((text) => content[text] !== undefined).length;
  const { mediaUrls } = content;
  return given === 1 || (given === 0 && Array.isArray(mediaUrls) && mediaUrls.length > 0);
};

/** An object with the content of a message. zod and JSON Schema both express the rules. */
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
