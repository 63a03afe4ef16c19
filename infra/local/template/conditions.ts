import { isObject, type Json, type Stack } from "./template.ts";

/** CloudFormation's condition functions. `resolve` resolves their values. */
export function createConditions(resolve: (stack: Stack, value: Json) => Json | undefined) {
  function holds(stack: Stack, name: string | undefined): boolean {
    if (name === undefined) return true;
    const condition = stack.template.Conditions[name];
    if (condition === undefined) throw new Error(`${stack.name} has no condition ${name}.`);
    return evaluate(stack, condition);
  }

  function evaluate(stack: Stack, condition: Json): boolean {
    if (!isObject(condition)) return condition === true;
    const [[name, argument] = ["", null]] = Object.entries(condition);
    const parts = Array.isArray(argument) ? argument : [];
    switch (name) {
      case "Condition":
        return holds(stack, String(argument));
      case "Fn::Equals":
        return JSON.stringify(resolve(stack, parts[0] ?? "")) === JSON.stringify(resolve(stack, parts[1] ?? ""));
      case "Fn::Not":
        return !evaluate(stack, parts[0] ?? false);
      case "Fn::And":
        return parts.every((part) => evaluate(stack, part));
      case "Fn::Or":
        return parts.some((part) => evaluate(stack, part));
      default:
        throw new Error(`${stack.name}: unsupported condition function ${name}.`);
    }
  }

  return { holds };
}
