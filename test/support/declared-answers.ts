import type { Operation } from "../../shared/api/operation.ts";
import { problemsOf } from "../../shared/api/problems/problems-of.ts";
import { registry } from "../../shared/api/registry.ts";

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{[A-Za-z]+\}/g, "[^/]+")}$`);

/** The operations in API Gateway's order: a path without variables before a path with them. */
const operations = registry
  .map(({ operation }) => ({ operation, pattern: patternOf(operation.path) }))
  .sort((one, other) => Number(one.operation.path.includes("{")) - Number(other.operation.path.includes("{")));

const operationAt = (method: string, path: string): Operation | undefined =>
  operations.find(({ operation, pattern }) => operation.method === method && pattern.test(path))?.operation;

/**
 * Throws if an operation gives an answer that it does not declare and that docs/openapi.json therefore lacks: a status, a problem's code,
 * or invalid_request for a reason that is neither in its schemas nor in its rules. Every request of a test passes through here.
 */
export const requireDeclared = (
  { method, path, body: sent }: { method: string; path: string; body: unknown },
  { status, body }: { status: number; body: unknown },
): void => {
  const operation = operationAt(method, path);
  if (operation === undefined || (status === 405 && !operation.path.includes("{"))) return;
  const problem = Object(body);
  const fault = (what: string) => new Error(`${operation.id} answered ${what}, which it does not declare`);
  if (status < 400) {
    if (operation.answers[status] === undefined) throw fault(String(status));
    return;
  }
  if (problem.code !== undefined && !problem.detail) throw fault(`${problem.code} without a word of what to do`);
  const isOfLimit = problem.code === "rate_limited" || problem.code === "cap_reached";
  if (isOfLimit && (!problem.limit || !problem.detail.includes(problem.freeAt)))
    throw fault(`${problem.code} without the limit, or without when it frees`);
  const codes = problemsOf(operation).get(status);
  if (codes === undefined) throw fault(String(status));
  // API Gateway's own answers have no code.
  if (problem.code !== undefined && !codes.includes(problem.code)) throw fault(`${status} ${problem.code}`);
  if (problem.code === "invalid_request" && fits(operation, sent)) requireRule(operation, problem.errors ?? [], fault);
};

/** True if a JSON body fits its schema. False for other requests, where the query or the raw body may be at fault. */
const fits = ({ body, rawBody, query }: Operation, sent: unknown): boolean =>
  body !== undefined &&
  rawBody === undefined &&
  query === undefined &&
  typeof sent === "object" &&
  body.safeParse(sent).success;

const requireRule = (
  { rules = [] }: Operation,
  errors: readonly { path: string; message: string }[],
  fault: (what: string) => Error,
): void => {
  for (const { path, message } of errors) {
    const isRule = rules.some(
      (rule) => (path === rule.path || path.startsWith(`${rule.path}.`)) && message.startsWith(rule.says),
    );
    if (!isRule && !isUnfitText(message)) throw fault(`that ${path} ${message}`);
  }
};

/** True for faults that every request may have (shared/lambda/request-input.ts). */
const isUnfitText = (message: string): boolean =>
  /NUL or half a surrogate pair|__proto__|must be UTF-8 and must not contain|JSON of more than \d+ levels/.test(
    message,
  );
