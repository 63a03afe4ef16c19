import { describe, expect, test } from "vitest";
import * as z from "zod";
import { registry } from "../../shared/api/registry.ts";

/** Every member of a request's body and query, with its operation. */
const places = registry.flatMap(({ operation }) =>
  [["body", operation.body] as const, ["query", operation.query] as const].flatMap(([where, schema]) =>
    schema === undefined ? [] : membersOf(schema).map((member) => ({ ...member, of: `${operation.id} ${where}` })),
  ),
);

interface Member {
  name: string;
  schema: z.ZodType;
}

/** The members of an object schema and of the schemas within it, without the wrappers around them. */
function membersOf(schema: z.ZodType): Member[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject)
    return Object.entries<z.ZodType>(inner.shape).flatMap(([name, member]) => [
      { name, schema: member },
      ...membersOf(member),
    ]);
  if (inner instanceof z.ZodArray) return membersOf(inner.element as z.ZodType);
  if (inner instanceof z.ZodUnion) return (inner.options as readonly z.ZodType[]).flatMap(membersOf);
  return [];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in as z.ZodType);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap() as z.ZodType);
  return schema;
}

const ofUsers = places.filter(({ name }) => /userId$|^onBehalfOf$/i.test(name));

test("registry has more than five members that name a user", () => {
  expect(ofUsers.length).toBeGreaterThan(5);
});

describe.each(ofUsers)("$of.$name", ({ schema }) => {
  test.each([
    ["`me`, which in a path means the caller", "me"],
    ["NUL", "a\0b"],
    ["a line break", "a\r\nb"],
    ["a C1 control character", "a\u0085b"],
    ["half a surrogate pair", "a\ud83d"],
    ["nothing", ""],
    ["more than 128 characters", "a".repeat(129)],
  ])("refuses %s as a user's id (invariant 24)", (_what, id) => {
    expect(schema.safeParse(id).success).toBe(false);
  });

  test.each(["alice", "Me", "me@example.com", "auth0|5f7c", "用户😀"])("accepts %s", (id) => {
    expect(schema.safeParse(id).success).toBe(true);
  });
});
