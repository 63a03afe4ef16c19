import { isRawAnswer, type Operation } from "../operation.ts";
import { registry } from "../registry.ts";

/** The facts about an operation that a client needs at run time. With this table the client bundles neither the schemas nor zod. */
export const operationTableSource = (): string =>
  [
    "// Written by `npm run openapi` from the registry; a test fails where the two differ.",
    "export const operationTable = {",
    ...registry.map(({ operation }) => `  ${operation.id}: [${rowOf(operation)}],`).sort(),
    "} as const;",
    "",
  ].join("\n");

const rowOf = (operation: Operation): string => {
  const isRaw = Object.values(operation.answers).some((answer) => answer !== null && isRawAnswer(answer));
  const traits = [...(operation.idempotent ? ["idempotent"] : []), ...(isRaw ? ["raw"] : [])];
  return [operation.method, operation.path, ...traits].map((part) => JSON.stringify(part)).join(", ");
};
