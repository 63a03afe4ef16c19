/** Makes one replacement. Throws where the text to be found does not stand there exactly once. */
export function mutate(source: string, { find, replace }: { find: string; replace: string }): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`This stands there ${parts.length - 1} times, not once: ${find}`);
  return parts.join(replace);
}
