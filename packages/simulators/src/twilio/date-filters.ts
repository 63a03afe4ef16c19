import { TwilioError } from "./twilio-error.ts";

/**
 * The filters `Name`, `Name>` and `Name<` of a list. A bare date means that whole day in GMT; `>` and `<` include the day that they name.
 * An item without a date never passes a filter.
 */
export function within(params: URLSearchParams, name: string): (date: Date | null) => boolean {
  const on = spanOf(params, name);
  const after = spanOf(params, `${name}>`);
  const before = spanOf(params, `${name}<`);
  if (!on && !after && !before) return () => true;
  return (date) => {
    if (date === null) return false;
    const time = date.getTime();
    return (
      (!on || (time >= on.start && time <= on.end)) &&
      (!after || time >= after.start) &&
      (!before || time <= before.end)
    );
  };
}

type Span = { start: number; end: number };

function spanOf(params: URLSearchParams, name: string): Span | undefined {
  const text = params.get(name);
  if (text === null) return undefined;
  const start = Date.parse(text);
  if (Number.isNaN(start)) throw new TwilioError(20001, `${name} is not a date`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  // Twilio's times have whole seconds, so every time within the named second matches.
  return { start, end: start + (isDay ? 86_400_000 : 1000) - 1 };
}
