import type * as z from "zod";
import type { Permission } from "./permissions.ts";
import type { ProblemCode } from "./problems/problems.ts";
import type { Rule } from "./rules.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** An answer that is not JSON: its media type, as OpenAPI writes it. */
export interface RawAnswer {
  contentType: string;
}

/** An answer: JSON that fits a schema, no body (null), or a body that is not JSON. */
export type Answer = z.ZodType | null | RawAnswer;

/**
 * One operation of the public API. The hub derives from it the route, the Lambda's name, validation, the permission check, the OpenAPI
 * document, the typed client and the cross-tenant test.
 */
export interface Operation {
  id: string;
  method: Method;
  path: string;
  /** The permission that the credential needs. `any`: every valid credential. `none`: no credential. */
  permission: Permission | "any" | "none";
  /** A user's token without the permission can still use this operation on the user's own resources. */
  own?: true;
  summary: string;
  description?: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Answers by HTTP status. The first one is the usual answer. */
  answers: { readonly [status: number]: Answer };
  problems?: readonly ProblemCode[];
  /** Rules that a request must follow beyond its schemas. If it breaks one, the hub answers 400 invalid_request. */
  rules?: readonly Rule[];
  /** The body is a file of this media type, not JSON. The function gets its bytes; `body` only describes it. */
  rawBody?: string;
  /** The maximum size of the body in bytes. Default: 256 KB. */
  maximumBodyBytes?: number;
  /** The operation supports the header Idempotency-Key. */
  idempotent?: true;
  /** A privileged change. The hub writes it together with one audit row (invariant 22). */
  audited?: true;
}

/** Declares an operation and keeps its exact type. */
export const operation = <const O extends Operation>(declaration: O): O => declaration;

/** `"/v1/messages/{id}/media/{index}"` → `"id" | "index"`. */
export type PathParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameterNames<Rest>
  : never;

export type ParamsOf<O extends Operation> = { readonly [Name in PathParameterNames<O["path"]>]: string };
export type QueryOf<O extends Operation> = O["query"] extends z.ZodType ? z.output<O["query"]> : Record<never, never>;
export type BodyOf<O extends Operation> = O["body"] extends z.ZodType ? z.output<O["body"]> : undefined;

/** The parameter names in a path's braces, in order. */
export const pathParameterNames = (path: string): string[] =>
  [...path.matchAll(/\{([A-Za-z]+)\}/g)].flatMap(([, name]) => (name ? [name] : []));

export const isRawAnswer = (answer: Answer): answer is RawAnswer => answer !== null && "contentType" in answer;
