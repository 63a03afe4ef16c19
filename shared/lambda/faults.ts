import * as z from "zod";
import { nearestName } from "../kernel/foreign-names.ts";

export interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** So many faults are told at most. */
const maximumTold = 20;

export type Read<Schema extends z.ZodType> = { value: z.output<Schema> } | { faults: readonly Fault[]; more: number };

/**
 * A value as its schema reads it, or everything that is wrong with it, in words of our own: zod's are written for programmers. A schema's own
 * message wins. `what` is how the members are called: the fields of a body, the parameters of a query.
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
    if (faults.length < maximumTold) faults.push(fault());
    else more += 1;
  }
  return { faults, more };
};

/** Which names an object knows, by the list of those that it does not know. */
type KnownNames = WeakMap<readonly string[], readonly string[]>;

/** Stands for an issue that consists of others, or makes several faults. */
const apart = "";

const wordsFor = (issue: RawIssue, known: KnownNames): string => {
  if (issue.code === "unrecognized_keys") {
    if (issue.inst instanceof z.ZodObject) known.set(issue.keys, Object.keys(issue.inst.shape));
    return apart;
  }
  if (issue.input === undefined) return `is missing${wanted(issue) ? `: it must be ${wanted(issue)}` : ""}`;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${wanted(issue)}${isSameKind(issue) ? "" : `, not ${kindOf(issue.input)}`}`;
    case "invalid_value":
      return `must be ${wanted(issue)}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return `${has(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return `must be ${formats[issue.format] ?? "written in another way"}`;
    case "invalid_union":
    case "invalid_key":
      return apart;
    default:
      return "cannot be taken";
  }
};

const formats: Readonly<Record<string, string>> = {
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

/** What an issue asks for; empty: it cannot be said in a word. */
const wanted = (issue: RawIssue | Issue): string => {
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

/** A whole number is asked for and there is another number: "not a number" would be wrong. */
const isSameKind = (issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): boolean =>
  typeof issue.input === "number" && (Number.isNaN(issue.input) || issue.expected === "int");

const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return types[typeof value] ?? "that";
};

const isSized = (origin: string): boolean => origin !== "number" && origin !== "int" && origin !== "bigint";
const has = (origin: string): string => (isSized(origin) ? "must have" : "must be");

const unitOf = (origin: string, count: number | bigint): string => {
  if (!isSized(origin)) return "";
  if (origin === "string") return Number(count) === 1 ? " character" : " characters";
  return Number(count) === 1 ? " entry" : " entries";
};

const tooSmall = ({ origin, minimum }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string =>
  isSized(origin) && Number(minimum) === 1
    ? "must not be empty"
    : `${has(origin)} at least ${minimum}${unitOf(origin, minimum)}`;

/** The faults behind zod's issues, each made when it is asked for: a request may have a hundred thousand unknown names. */
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
    } else if (issue.message !== apart) yield () => ({ path, message: issue.message });
    else if (issue.code === "invalid_key") {
      const [first] = issue.issues;
      yield () => ({ path, message: `this name cannot be taken: it ${first?.message ?? "must be another"}` });
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
  return known.length === 0 ? `there is no such ${what}` : `there is no such ${what}; there are ${known.join(", ")}`;
};

/** Of several things that a value may be, the one that it comes nearest to; null: it is of none of their types. */
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
  [...new Set(branches.flatMap(([first]) => (first ? [wanted(first)] : [])))].join(" or ");
