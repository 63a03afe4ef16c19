import type { SynthesisedTemplate } from "./synthesise.ts";

/** The stacks whose resources read a template's output, directly or through other outputs. */
export function readersOf(outputId: string, templates: readonly SynthesisedTemplate[]): string[] {
  return templates.flatMap(({ rootStack, Resources, Outputs }) => {
    const passedOn = Object.entries(Outputs).filter(([id, { Value }]) => id !== outputId && mentions(Value, outputId));
    const readers = passedOn.flatMap(([id]) => readersOf(id, templates));
    return mentions(Resources, outputId) ? [rootStack, ...readers] : readers;
  });
}

/** An import puts the stack's name before the output's id, and Fn::GetAtt of a nested stack puts `Outputs.` before it. */
const mentions = (value: unknown, outputId: string): boolean => JSON.stringify(value).includes(outputId);
