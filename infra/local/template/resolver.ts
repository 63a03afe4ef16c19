import { createConditions } from "./conditions.ts";
import { pseudoParameter } from "./pseudo-parameters.ts";
import { isObject, type Json, type JsonObject, type Stack } from "./template.ts";

/** The value of a resource's `Ref` (no attribute) or `Fn::GetAtt`. */
export type AttributeOf = (stack: Stack, logicalId: string, attribute?: string) => Json;

/** Resolves intrinsic functions. Undefined is the value of AWS::NoValue. */
export type Resolve = (stack: Stack, value: Json) => Json | undefined;

export interface Resolver {
  resolve: Resolve;
  /** True if a named condition holds, or if there is no name. */
  holds: (stack: Stack, condition: string | undefined) => boolean;
}

/** Resolves a value only when it is needed, so stacks and resources can refer to each other in any order. */
export function createResolver(stacks: readonly Stack[], attributeOf: AttributeOf): Resolver {
  const conditions = createConditions((stack, value) => resolve(stack, value));

  function resolve(stack: Stack, value: Json): Json | undefined {
    if (Array.isArray(value)) return value.map((item) => resolve(stack, item)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    const argument = name === undefined ? undefined : value[name];
    if (name !== undefined && argument !== undefined && others.length === 0) {
      const intrinsic = intrinsics[name];
      if (intrinsic) return intrinsic(stack, argument);
    }
    const resolved: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      const result = resolve(stack, item);
      if (result !== undefined) resolved[key] = result;
    }
    return resolved;
  }

  const text = (stack: Stack, value: Json | undefined): string => {
    const resolved = value === undefined ? undefined : resolve(stack, value);
    if (resolved === undefined || resolved === null || typeof resolved === "object") {
      throw new Error(`${stack.name}: ${JSON.stringify(value)} is not text.`);
    }
    return String(resolved);
  };

  const list = (stack: Stack, value: Json | undefined): Json[] => {
    const resolved = value === undefined ? undefined : resolve(stack, value);
    if (!Array.isArray(resolved)) throw new Error(`${stack.name}: ${JSON.stringify(value)} is not a list.`);
    return resolved;
  };

  function ref(stack: Stack, name: string): Json | undefined {
    if (name.startsWith("AWS::")) return pseudoParameter(stack, name);
    const given = stack.parameterValues[name];
    if (given !== undefined && stack.parent) return resolve(stack.parent, given);
    const parameter = stack.template.Parameters[name];
    if (parameter) return parameter.Default ?? "";
    return attributeOf(stack, name);
  }

  function getAtt(stack: Stack, logicalId: string, attribute: string): Json | undefined {
    const child = stack.nested.get(logicalId);
    if (!child) return attributeOf(stack, logicalId, attribute);
    const output = child.template.Outputs[attribute.replace(/^Outputs\./, "")];
    if (!output) throw new Error(`The nested stack ${child.name} has no ${attribute}.`);
    return resolve(child, output.Value);
  }

  function sub(stack: Stack, argument: Json): string {
    const [pattern, variables] = Array.isArray(argument) ? argument : [argument];
    if (typeof pattern !== "string") throw new Error(`${stack.name}: Fn::Sub needs text.`);
    return pattern.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
      if (name.startsWith("!")) return whole.replace("!", "");
      const variable = isObject(variables) ? variables[name] : undefined;
      if (variable !== undefined) return text(stack, variable);
      return text(stack, name.includes(".") ? { "Fn::GetAtt": name } : { Ref: name });
    });
  }

  function importValue(stack: Stack, name: string): Json | undefined {
    for (const exporting of stacks) {
      for (const output of Object.values(exporting.template.Outputs)) {
        if (output.Export && text(exporting, output.Export.Name) === name) return resolve(exporting, output.Value);
      }
    }
    throw new Error(`${stack.name} imports ${name}, which no stack exports.`);
  }

  const arguments_ = (argument: Json): Json[] => (Array.isArray(argument) ? argument : [argument]);

  const intrinsics: Record<string, (stack: Stack, argument: Json) => Json | undefined> = {
    Ref: (stack, argument) => ref(stack, text(stack, argument)),
    "Fn::GetAtt": (stack, argument) => {
      const [logicalId, ...attribute] = typeof argument === "string" ? argument.split(".") : arguments_(argument);
      return getAtt(stack, text(stack, logicalId), attribute.map((part) => text(stack, part)).join("."));
    },
    "Fn::Sub": sub,
    "Fn::Join": (stack, argument) => {
      const [separator, items] = arguments_(argument);
      return list(stack, items)
        .map((item) => text(stack, item))
        .join(text(stack, separator));
    },
    "Fn::Select": (stack, argument) => {
      const [index, items] = arguments_(argument);
      return list(stack, items)[Number(text(stack, index))];
    },
    "Fn::Split": (stack, argument) => {
      const [separator, whole] = arguments_(argument);
      return text(stack, whole).split(text(stack, separator));
    },
    "Fn::ImportValue": (stack, argument) => importValue(stack, text(stack, argument)),
    "Fn::Base64": (stack, argument) => Buffer.from(text(stack, argument)).toString("base64"),
    "Fn::If": (stack, argument) => {
      const [condition, yes, no] = arguments_(argument);
      const chosen = conditions.holds(stack, text(stack, condition)) ? yes : no;
      return chosen === undefined ? undefined : resolve(stack, chosen);
    },
    "Fn::FindInMap": (stack, argument) => {
      const [map, first, second] = arguments_(argument).map((part) => text(stack, part));
      const level = stack.template.Mappings[map ?? ""];
      const row = isObject(level) ? level[first ?? ""] : undefined;
      return isObject(row) ? row[second ?? ""] : undefined;
    },
  };

  return { resolve, holds: conditions.holds };
}
