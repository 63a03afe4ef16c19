import * as z from "zod";
import { nearestName } from "../kernel/foreign-names.ts";

export interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** The most faults that an answer lists. */
const maximumFaults = 20;

export type Read<Schema extends z.ZodType> = { value: z.output<Schema> } | { faults: readonly Fault[]; more: number };

/**
 * Returns the value as its schema reads it, or all of its faults. The messages are our own, because those of zod are written for
 * programmers. A message in the schema takes precedence. `what` is the word for a member: a field of a body, a parameter of a query.
 */
export const readBy = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: "field" | "parameter",
): Read<Schema> => {
  const known: KnownNames = new WeakMap();
  const result = schema.safeParse(value, { error: (issue) => wordsFor(issue, known) });
  if (result.success) return { value: result.data };
  const faults: Fault[] = [];
  let more = 0;
  for (const fault of faultsOf(result.error.issues, known, what)) {
    if (faults.length < maximumFaults) faults.push(fault());
    else more += 1;
  }
  return { faults, more };
};

/** The names that an object allows. The key is zod's list of the unknown names in that object. */
type KnownNames = WeakMap<readonly string[], readonly string[]>;

/** The message of an issue that `faultsOf` expands into the faults of its parts. */
const expanded = "";

const wordsFor = (issue: RawIssue, known: KnownNames): string => {
  if (issue.code === "unrecognized_keys") {
    if (issue.inst instanceof z.ZodObject) known.set(issue.keys, Object.keys(issue.inst.shape));
    return expanded;
  }
  if (issue.input === undefined) return `is missing${expected(issue) ? `: it must be ${expected(issue)}` : ""}`;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${expected(issue)}${isSameKind(issue) ? "" : `, not ${kindOf(issue.input)}`}`;
    case "invalid_value":
      return `must be ${expected(issue)}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return `${verbFor(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return `must be ${formats[issue.format] ?? "in another format"}`;
    case "invalid_union":
    case "invalid_key":
      return expanded;
    default:
      return "is not valid";
  }
};

const formats: Readonly<Record<string, string>> = {
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

/** The type or the values that the schema expects. Empty: a few words cannot describe them. */
const expected = (issue: RawIssue | Issue): string => {
  if (issue.code === "invalid_type") return types[issue.expected] ?? "of another type";
  if (issue.code !== "invalid_value") return "";
  const values = issue.values.map(String);
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(", ")}`;
};

const types: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** True if the schema expects a whole number and got another number, because "not a number" would be wrong then. */
const isSameKind = (issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): boolean =>
  typeof issue.input === "number" && (Number.isNaN(issue.input) || issue.expected === "int");

const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return types[typeof value] ?? "that";
};

const isSized = (origin: string): boolean => origin !== "number" && origin !== "int" && origin !== "bigint";
const verbFor = (origin: string): string => (isSized(origin) ? "must have" : "must be");

const unitOf = (origin: string, count: number | bigint): string => {
  if (!isSized(origin)) return "";
  if (origin === "string") return Number(count) === 1 ? " character" : " characters";
  return Number(count) === 1 ? " entry" : " entries";
};

const tooSmall = ({ origin, minimum }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string =>
  isSized(origin) && Number(minimum) === 1
    ? "must not be empty"
    : `${verbFor(origin)} at least ${minimum}${unitOf(origin, minimum)}`;

/**
 * Yields the faults behind zod's issues. Each is a function, so that a request with 100,000 unknown names does not cost as many messages.
 */
function* faultsOf(
  issues: readonly Issue[],
  known: KnownNames,
  what: string,
  above: readonly PropertyKey[] = [],
): Generator<() => Fault> {
  for (const issue of issues) {
    const path = [...above, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      const names = known.get(issue.keys) ?? [];
      for (const key of issue.keys) yield () => ({ path: [...path, key], message: unknownName(key, names, what) });
    } else if (issue.message !== expanded) yield () => ({ path, message: issue.message });
    else if (issue.code === "invalid_key") {
      const [first] = issue.issues;
      yield () => ({ path, message: `this name is not valid: it ${first?.message ?? "must be another"}` });
    } else if (issue.code === "invalid_union") {
      const branch = nearestBranch(issue.errors);
      if (branch) yield* faultsOf(branch, known, what, path);
      else yield () => ({ path, message: `must be ${choiceOf(issue.errors)}` });
    }
  }
}

const unknownName = (name: string, known: readonly string[], what: string): string => {
  const nearest = nearestName(name, known);
  if (nearest !== null) return `there is no such ${what}: did you mean ${nearest}?`;
  return `there is no such ${what}${known.length === 0 ? "" : `; use one of ${known.join(", ")}`}`;
};

/** Returns the issues of the alternative with the fewest faults. Null: the value has the type of none of them. */
const nearestBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | null => {
  const near = branches.filter((issues) => !issues.some(isOfAnotherType));
  if (near.length === 0) return null;
  return near.reduce((least, one) => (weightOf(one) < weightOf(least) ? one : least));
};

const isOfAnotherType = ({ path, code }: Issue): boolean =>
  path.length === 0 && (code === "invalid_type" || code === "invalid_value");

const weightOf = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);

const choiceOf = (branches: readonly (readonly Issue[])[]): string =>
  [...new Set(branches.flatMap(([first]) => (first ? [expected(first)] : [])))].join(" or ");
