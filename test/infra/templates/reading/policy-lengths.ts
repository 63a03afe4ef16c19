import * as z from "zod";
import { resourcesOf, type SynthesisedTemplate } from "./synthesise.ts";

/** The length of a table's ARN in a stack with a long name. IAM counts the text that a reference resolves to. */
export const referenceLength = 120;

/** Pseudo parameters with the longest values that AWS has. */
const pseudoParameters: Readonly<Record<string, string>> = {
  "AWS::AccountId": "123456789012",
  "AWS::Partition": "aws-us-gov",
  "AWS::Region": "ap-southeast-1",
  "AWS::URLSuffix": "amazonaws.com.cn",
};

const InlinePolicies = z.object({ Policies: z.array(z.object({ PolicyDocument: z.unknown() })).default([]) });
const AttachedPolicy = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.object({ Ref: z.string() })) });

export interface PolicyLength {
  template: string;
  role: string;
  characters: number;
}

/**
 * The characters of all inline policies of each role, longest first: the role's own policies, and those that CDK attaches if a queue or a
 * stream feeds the function. IAM adds them up per role and does not count whitespace.
 */
export const policyLengths = (templates: readonly SynthesisedTemplate[]): PolicyLength[] =>
  templates
    .flatMap((template) => {
      const attached = resourcesOf([template], "AWS::IAM::Policy").map(({ Properties }) =>
        AttachedPolicy.parse(Properties),
      );
      return resourcesOf([template], "AWS::IAM::Role").map(({ id, Properties }) => {
        const inline = InlinePolicies.parse(Properties).Policies;
        const others = attached.filter(({ Roles }) => Roles.some(({ Ref }) => Ref === id));
        const documents = [...inline, ...others].map(({ PolicyDocument }) => PolicyDocument);
        const characters = documents.reduce<number>((sum, document) => sum + policyText(document).length, 0);
        return { template: template.name, role: id, characters };
      });
    })
    .sort((a, b) => b.characters - a.characters);

/** A policy's document as IAM receives it, with every reference at a realistic length. */
export const policyText = (document: unknown): string => JSON.stringify(resolved(document));

function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const [[key, argument] = [""], ...others] = Object.entries(value);
  if (others.length === 0 && (key === "Ref" || key.startsWith("Fn::"))) return resolvedFunction(key, argument);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolved(item)]));
}

function resolvedFunction(key: string, argument: unknown): string {
  if (key === "Ref") return pseudoParameters[String(argument)] ?? anyReference;
  if (key === "Fn::GetAtt" || key === "Fn::ImportValue") return anyReference;
  if (key === "Fn::Join" && Array.isArray(argument) && Array.isArray(argument[1]))
    return argument[1].map(resolved).join(String(argument[0]));
  throw new Error(`A policy uses ${key}, whose length policy-lengths.ts does not know.`);
}

const anyReference = "x".repeat(referenceLength);
