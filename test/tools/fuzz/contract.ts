import { problemsOf } from "../../../shared/api/problems/problems-of.ts";
import { registry } from "../../../shared/api/registry.ts";
import { type Rule, textLength } from "../../../shared/api/rules.ts";

/** The rules that the document states in words for all operations (shared/lambda/request-input.ts). */
const everywhere: readonly Rule[] = [
  textLength,
  { path: "", says: `this name is not valid: it ${textLength.says}` },
  { path: "", says: "must not contain NUL or half a surrogate pair" },
  { path: "", says: "a member's name must not contain NUL or half a surrogate pair" },
  { path: "", says: "the member __proto__ is not allowed" },
];

/** The facts about each operation that the checks in hooks.py need. */
export const contract = () =>
  Object.fromEntries(
    registry.map(({ operation }) => [
      operation.id,
      { problems: [...problemsOf(operation).values()].flat(), rules: [...everywhere, ...(operation.rules ?? [])] },
    ]),
  );
