import { beginningOf } from "../../kernel/characters.ts";
import { Problem } from "../../kernel/errors.ts";
import { maskNumbersIn } from "../../observability/masking.ts";
import { namesFor } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import type { BatchRequest } from "../planning/batch-request.ts";

const maximumListed = 20;

/** The variables that a batch's text needs and only its list can provide. */
export const neededVariables = ({
  texts,
  template,
  contentVariables,
}: Pick<StoredBatch, "texts" | "template" | "contentVariables">): string[] => {
  const given = { ...contentVariables, ...template?.variables };
  return texts ? namesFor(texts, template?.locale).filter((name) => !Object.hasOwn(given, name)) : [];
};

/** Throws template_variables_missing if no recipient of a request has a variable that the text needs: the batch could send to nobody. */
export const requireVariables = (needed: readonly string[], to: NonNullable<BatchRequest["to"]>): void => {
  const missing = new Set(needed);
  const others = new Set<string>();
  for (const entry of to) {
    if (missing.size === 0) return;
    if (typeof entry === "string") continue;
    for (const name of Object.keys(entry.variables ?? {})) {
      missing.delete(name);
      if (others.size < maximumListed) others.add(maskNumbersIn(beginningOf(name, 40)));
    }
  }
  if (missing.size === 0) return;
  const names = [...missing].slice(0, maximumListed);
  const has = others.size === 0 ? "they have none" : `they have ${[...others].join(", ")}`;
  throw new Problem("template_variables_missing", {
    detail: `No recipient has the variable ${names.join(", ")}; ${has}.`,
    errors: names.map((name) => ({ path: `to.variables.${name}`, message: "missing" })),
    extensions: { missing: names },
  });
};
