import type * as z from "zod";
import type { Permission } from "./permissions.ts";
import type { ProblemCode } from "./problems/problems.ts";
import type { Rule } from "./rules.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** An answer that is not JSON: its media type, as OpenAPI writes it. */
export interface RawAnswer {
  contentType: string;
}

/** JSON of a schema, no body at all, or something that is not JSON. */
export type Answer = z.ZodType | null | RawAnswer;

/**
 * One operation of the public API. The route, the Lambda's name, validation, the permission check, the OpenAPI document, the
 * typed client and the cross-tenant test are derived from it.
 */
export interface Operation {
  id: string;
  method: Method;
  path: string;
  /** What the credential needs; `any` credential will do; `none` is needed. */
  permission: Permission | "any" | "none";
  /** A user's token without the permission may still use this on what is the user's own. */
  own?: true;
  summary: string;
  description?: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Answers by HTTP status; the first one is the usual one. */
  answers: { readonly [status: number]: Answer };
  problems?: readonly ProblemCode[];
  /** What a request must fulfil beyond its schemas; what breaks a rule is answered 400 invalid_request. */
  rules?: readonly Rule[];
  /** The body is a file of this media type, not JSON: the function gets its bytes, and `body` only describes it. */
  rawBody?: string;
  /** A body may have this many bytes instead of the usual 256 KB. */
  maximumBodyBytes?: number;
  /** Honours the Idempotency-Key header. */
  idempotent?: true;
  /** A privileged change: it and its one audit row are written together (invariant 22). */
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

/** The names in a path's braces, in their order. */
export const pathParameterNames = (path: string): string[] =>
  [...path.matchAll(/\{([A-Za-z]+)\}/g)].flatMap(([, name]) => (name ? [name] : []));

export const isRawAnswer = (answer: Answer): answer is RawAnswer => answer !== null && "contentType" in answer;
