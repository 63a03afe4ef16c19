/** Builds an UpdateExpression. Each name and value becomes a placeholder. */
export const newUpdate = () => {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const conditions: string[] = [];
  const name = (attribute: string): string => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (content: unknown): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = content;
    return placeholder;
  };
  return {
    name,
    value,
    set: (attribute: string, content: unknown) => sets.push(`${name(attribute)} = ${value(content)}`),
    setOnce: (attribute: string, content: unknown) =>
      sets.push(`${name(attribute)} = if_not_exists(${name(attribute)}, ${value(content)})`),
    setPath: (path: readonly string[], content: unknown) =>
      sets.push(`${path.map(name).join(".")} = ${value(content)}`),
    remove: (...attributes: string[]) => removes.push(...attributes.map(name)),
    condition: (expression: string) => conditions.push(expression),
    input: () => ({
      UpdateExpression: [
        sets.length > 0 ? `SET ${sets.join(", ")}` : "",
        removes.length > 0 ? `REMOVE ${removes.join(", ")}` : "",
      ].join(" "),
      ...(conditions.length > 0 ? { ConditionExpression: conditions.join(" AND ") } : {}),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }),
  };
};
export type Update = ReturnType<typeof newUpdate>;
