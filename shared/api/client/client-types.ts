import type * as z from "zod";
import type { Operation, PathParameterNames, RawAnswer } from "../operation.ts";
import type { operationTable } from "../operation-table.ts";
import type * as apiKeys from "../operations/api-keys.ts";
import type * as lookups from "../operations/lookups.ts";
import type * as messages from "../operations/messages.ts";
import type * as numbers from "../operations/numbers.ts";
import type * as providerConfigs from "../operations/provider-configs.ts";
import type * as service from "../operations/service.ts";
import type * as tenants from "../operations/tenants.ts";

/** Every operation's declaration by its id, which is also its export name. */
type Declared = OperationsIn<typeof numbers> &
  OperationsIn<typeof lookups> &
  OperationsIn<typeof messages> &
  OperationsIn<typeof providerConfigs> &
  OperationsIn<typeof apiKeys> &
  OperationsIn<typeof tenants> &
  OperationsIn<typeof service>;

type OperationsIn<Module> = { [Name in keyof Module as Module[Name] extends Operation ? Name : never]: Module[Name] };

export type OperationId = keyof typeof operationTable;

export interface CallOptions {
  signal?: AbortSignal;
  /** The idempotency key. Default: a random key per call, for the operations that support one. */
  idempotencyKey?: string;
}

type ParamsIn<O extends Operation> = [PathParameterNames<O["path"]>] extends [never]
  ? unknown
  : { params: { readonly [Name in PathParameterNames<O["path"]>]: string } };

/** A query coerces numbers from text, so zod gives these members the input type `unknown`. Here they are text or numbers. */
type Writable<Query> = { [Name in keyof Query]: unknown extends Query[Name] ? string | number : Query[Name] };

type QueryIn<O extends Operation> = O["query"] extends z.ZodType ? { query?: Writable<z.input<O["query"]>> } : unknown;

type BodyIn<O extends Operation> = O["body"] extends z.ZodType
  ? undefined extends z.input<O["body"]>
    ? { body?: z.input<O["body"]> }
    : { body: z.input<O["body"]> }
  : unknown;

type InputOf<O extends Operation> = CallOptions & ParamsIn<O> & QueryIn<O> & BodyIn<O>;

type Answers<O extends Operation> = O["answers"][keyof O["answers"]];

/** If an answer is not JSON, the method returns the Response. It follows a redirect to such an answer. */
type AnswerOf<O extends Operation> =
  Extract<Answers<O>, RawAnswer> extends never
    ? Answers<O> extends infer Answer
      ? Answer extends z.ZodType
        ? z.output<Answer>
        : undefined
      : never
    : Response;

type Method<O extends Operation> =
  Record<never, never> extends InputOf<O>
    ? (input?: InputOf<O>) => Promise<AnswerOf<O>>
    : (input: InputOf<O>) => Promise<AnswerOf<O>>;

/** The client's methods, one per operation of the API. */
export type Operations = {
  readonly [Id in OperationId]: Id extends keyof Declared
    ? Declared[Id] extends Operation
      ? Method<Declared[Id]>
      : never
    : never;
};
