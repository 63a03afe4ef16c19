/**
 * An item's size in bytes by DynamoDB's rules, from its JSON on the wire: `{ name: { S: "…" } }`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: unknown): number =>
  Object.entries(Object(item)).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

const valueSize = (value: unknown): number => {
  const [[type, content] = []] = Object.entries(Object(value));
  switch (type) {
    case "S":
      return Buffer.byteLength(String(content));
    case "N":
      return Math.ceil(String(content).length / 2) + 1;
    case "M":
      return 3 + Object.keys(Object(content)).length + itemSize(content);
    case "L":
      return 3 + [Object(content)].flat().reduce((sum: number, one: unknown) => sum + 1 + valueSize(one), 0);
    default:
      return 1;
  }
};
