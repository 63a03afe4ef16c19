import { TwilioError } from "../twilio-error.ts";
import type { Message } from "./message.ts";

/**
 * The DateSent filters. A bare date means that whole day, GMT: `DateSent>` and `DateSent<` include the day they name.
 * A message that was not sent yet has no DateSent and passes none of them.
 */
export function sentWithin(params: URLSearchParams): (message: Message) => boolean {
  const on = spanOf(params, "DateSent");
  const after = spanOf(params, "DateSent>");
  const before = spanOf(params, "DateSent<");
  if (!on && !after && !before) return () => true;
  return ({ dateSent }) => {
    if (dateSent === null) return false;
    const time = dateSent.getTime();
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
  // Twilio's times have whole seconds: within the named second counts.
  return { start, end: start + (isDay ? 86_400_000 : 1000) - 1 };
}
