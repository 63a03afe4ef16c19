import { type ProblemCode, problems } from "../api/problems/problems.ts";
import type { Rule } from "../api/rules.ts";

export interface ProblemDetail {
  detail?: string;
  /** Each fault of the request, with its JSON path. */
  errors?: readonly { path: string; message: string }[];
  /** Further members of the problem document, such as the webhooks a number already has. */
  extensions?: Readonly<Record<string, unknown>>;
  retryAfterSeconds?: number;
  /** The methods that the path has. */
  allow?: readonly string[];
  cause?: unknown;
}

/** The only error type that becomes an answer: an RFC 9457 problem from the table in shared/api/problems/problems.ts. */
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

/** One member of the request is invalid for a reason that its schema cannot express. */
export const unfit = (path: string, message: string): Problem =>
  new Problem("invalid_request", { detail: `${path}: ${message}`, errors: [{ path, message }] });

/** The request breaks a rule of shared/api/rules.ts. `at` names a member below the rule's path, `more` adds details to the message. */
export const broken = (
  { path, says }: Rule,
  { at, more, extensions = {} }: { at?: string; more?: string } & Pick<ProblemDetail, "extensions"> = {},
): Problem => {
  const fault = {
    path: at === undefined ? path : `${path}.${at}`,
    message: more === undefined ? says : `${says}: ${more}`,
  };
  return new Problem("invalid_request", { detail: `${fault.path}: ${fault.message}`, errors: [fault], extensions });
};

/** A missing resource and another tenant's resource get the same answer (invariant 16). */
export const notFound = (what: string): Problem =>
  new Problem("not_found", {
    detail: `No such ${what}. Check that the id is complete and that your credential belongs to its tenant and mode (live or test).`,
  });

/** The path exists but has no such method. */
export const methodNotAllowed = (method: string, allow: readonly string[]): Problem =>
  new Problem("method_not_allowed", {
    detail: `This path has no method ${method}. Use ${allow.join(" or ")}.`,
    allow,
  });
