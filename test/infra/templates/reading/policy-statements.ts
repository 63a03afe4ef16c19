import * as z from "zod";
import { resourcesOf, type SynthesisedTemplate } from "./synthesise.ts";

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([z.array(item), item.transform((value) => [value])]).default([]);

const Statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(z.unknown()),
  Condition: z.record(z.string(), z.unknown()).default({}),
});
const Document = z.object({ Statement: z.array(Statement) });
const RoleProperties = z.object({ Policies: z.array(z.object({ PolicyDocument: Document })).default([]) });
const PolicyProperties = z.object({ PolicyDocument: Document });

export type PolicyStatement = z.output<typeof Statement> & { of: string };

/** The policy statements of the functions' roles. */
export const roleStatements = (templates: readonly SynthesisedTemplate[]): PolicyStatement[] => [
  ...resourcesOf(templates, "AWS::IAM::Role").flatMap(({ id, Properties }) =>
    RoleProperties.parse(Properties).Policies.flatMap(({ PolicyDocument }) => named(id, PolicyDocument)),
  ),
  ...resourcesOf(templates, "AWS::IAM::Policy").flatMap(policyStatementsOf),
];

/** The policy statements of the queues. */
export const queueStatements = (templates: readonly SynthesisedTemplate[]): PolicyStatement[] =>
  resourcesOf(templates, "AWS::SQS::QueuePolicy").flatMap(policyStatementsOf);

const policyStatementsOf = ({ id, Properties }: { id: string; Properties: unknown }) =>
  named(id, PolicyProperties.parse(Properties).PolicyDocument);

const named = (of: string, document: z.output<typeof Document>) =>
  document.Statement.map((statement) => ({ ...statement, of }));
