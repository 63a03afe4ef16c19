import { isRawAnswer, type Operation } from "../operation.ts";
import { registry } from "../registry.ts";

/** What a client must know of an operation at run time. Without it the client would have to bundle every schema, and zod with them. */
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
