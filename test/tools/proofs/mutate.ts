/** Makes one replacement. Throws if the source does not contain the text exactly once. */
export function mutate(source: string, { find, replace }: { find: string; replace: string }): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`The source contains this ${parts.length - 1} times, not once: ${find}`);
  return parts.join(replace);
}
