import { type ProblemCode, problems } from "../api/problems/problems.ts";
import type { Rule } from "../api/rules.ts";

export interface ProblemDetail {
  detail?: string;
  /** What is wrong in the request, by JSON path. */
  errors?: readonly { path: string; message: string }[];
  /** Further members of the problem document, such as the webhooks a number already has. */
  extensions?: Readonly<Record<string, unknown>>;
  retryAfterSeconds?: number;
  /** The methods that the path does have. */
  allow?: readonly string[];
  cause?: unknown;
}

/** The one error type that becomes an answer: an RFC 9457 problem of the table in shared/api/problems/problems.ts. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: ProblemDetail;

  constructor(code: ProblemCode, detail: ProblemDetail = {}) {
    super(detail.detail ?? problems[code].title, { cause: detail.cause });
    this.code = code;
    this.status = problems[code].status;
    this.detail = detail;
  }
}

/** One member of the request does not fit, for a reason its schema cannot tell. */
export const unfit = (path: string, message: string): Problem =>
  new Problem("invalid_request", { detail: `${path}: ${message}`, errors: [{ path, message }] });

/** A rule of shared/api/rules.ts is broken: `at` is the member below the rule's own, `more` says how. */
export const broken = (
  { path, says }: Rule,
  { at, more, extensions = {} }: { at?: string; more?: string } & Pick<ProblemDetail, "extensions"> = {},
): Problem => {
  const told = {
    path: at === undefined ? path : `${path}.${at}`,
    message: more === undefined ? says : `${says}: ${more}`,
  };
  return new Problem("invalid_request", { detail: `${told.path}: ${told.message}`, errors: [told], extensions });
};

/** The same answer for what is not there and for what is somebody else's (invariant 16). */
export const notFound = (what: string): Problem =>
  new Problem("not_found", {
    detail: `No such ${what}: see whether the id is whole, and its tenant and mode (live or test) are your credential's.`,
  });

/** The path is one of ours, and this is none of its methods. */
export const methodNotAllowed = (method: string, allow: readonly string[]): Problem =>
  new Problem("method_not_allowed", {
    detail: `There is no ${method} here. Allowed here: ${allow.join(", ")}.`,
    allow,
  });
