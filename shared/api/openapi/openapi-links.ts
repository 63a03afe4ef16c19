import { isRawAnswer, type Operation, pathParameterNames } from "../operation.ts";
import { registry } from "../registry.ts";

type Links = Record<string, { operationId: string; parameters: Record<string, string> }>;

/** Operations that a client can call next with the id in an answer. Readers use these links, and so do tools that chain operations. */
export const linksOf = ({ path, method, answers }: Operation, status: number): Links => {
  const answer = answers[status];
  const hasId =
    method === "POST" && answer && !isRawAnswer(answer) && "shape" in answer && "id" in Object(answer.shape);
  if (!hasId) return {};
  const next = registry.filter(({ operation }) => {
    const isBelow = operation.path === `${path}/{id}` || operation.path.startsWith(`${path}/{id}/`);
    return isBelow && pathParameterNames(operation.path).length === 1;
  });
  return Object.fromEntries(
    next.map(({ operation: { id } }) => [id, { operationId: id, parameters: { id: "$response.body#/id" } }]),
  );
};
