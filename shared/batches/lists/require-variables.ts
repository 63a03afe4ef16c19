import { beginningOf } from "../../kernel/characters.ts";
import { Problem } from "../../kernel/errors.ts";
import { maskNumbersIn } from "../../observability/masking.ts";
import { namesFor } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import type { BatchRequest } from "../planning/batch-request.ts";

const maximumTold = 20;

/** The variables that a batch's text asks for and that only its list can give. */
export const neededVariables = ({
  texts,
  template,
  contentVariables,
}: Pick<StoredBatch, "texts" | "template" | "contentVariables">): string[] => {
  const given = { ...contentVariables, ...template?.variables };
  return texts ? namesFor(texts, template?.locale).filter((name) => !Object.hasOwn(given, name)) : [];
};

/** Throws template_variables_missing for what no recipient of a request has: none of them could be sent to. */
export const requireVariables = (needed: readonly string[], to: NonNullable<BatchRequest["to"]>): void => {
  const missing = new Set(needed);
  const others = new Set<string>();
  for (const entry of to) {
    if (missing.size === 0) return;
    if (typeof entry === "string") continue;
    for (const name of Object.keys(entry.variables ?? {})) {
      missing.delete(name);
      if (others.size < maximumTold) others.add(maskNumbersIn(beginningOf(name, 40)));
    }
  }
  if (missing.size === 0) return;
  const names = [...missing].slice(0, maximumTold);
  const has = others.size === 0 ? "they have none" : `they have ${[...others].join(", ")}`;
  throw new Problem("template_variables_missing", {
    detail: `No recipient has the variable ${names.join(", ")}; ${has}.`,
    errors: names.map((name) => ({ path: `to.variables.${name}`, message: "missing" })),
    extensions: { missing: names },
  });
};
