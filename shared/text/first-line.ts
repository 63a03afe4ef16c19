/** Lines under a text that a device, a mail gateway or a person adds to it. */
const quoteMark = /^\s*[>|»]/u;
const signatureMark = /^\s*(--|—|__|~~)/u;
/** The line over a quoted message: `On Monday Ana wrote:`, `Am 3. Mai schrieb Ana:`. */
const quoteHeading =
  /^(-+\s*)?(on|am|le|el|em|il|op|den)\b.{0,120}(wrote|schrieb|écrit|escribió|escreveu|ha scritto|schreef|skrev).{0,60}:$|^-{2,}.{0,40}-{2,}$|^(from|von|de|da|от|van|från)\s*:/iu;
const deviceLine =
  /^(sent (from|via|using)|get outlook|gesendet (von|mit)|von meinem |envoy[ée] (de|depuis)|enviado (desde|do|de|da) |inviato (da|dal) |verzonden (vanaf|met|via)|skickat från|sendt fra|wysłane z|отправлено (с|из)|发自|發自|傳自|從我的|iphone\s*から)/iu;

/** A name, a title, a firm, a number: few short lines in which each word begins as names do. */
const isNameLine = (line: string): boolean =>
  line.length <= 40 && line.split(/\s+/u).every((word) => /^[\p{Lu}\p{N}+(@&-]/u.test(word)) && !/[?!]/u.test(line);

const mostNameLines = 3;

const linesOf = (text: string): string[] =>
  text
    .split(/\r\n?|\n|\u2028|\u2029/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Where what a device or a mail gateway adds begins; the number of lines where it adds nothing. */
const additionIn = (lines: readonly string[]): number => {
  const begins = lines.findIndex((line) =>
    [signatureMark, quoteHeading, deviceLine, quoteMark].some((is) => is.test(line)),
  );
  return begins === -1 ? lines.length : begins;
};

/**
 * What a message says in its first line, where what stands below is only a quote or a signature. Null: it has one line, or more is said
 * below.
 */
export const firstLineOf = (text: string): string | null => {
  const [first, ...rest] = linesOf(text);
  if (first === undefined || rest.length === 0) return null;
  const begins = additionIn(rest);
  if (begins > mostNameLines || !rest.slice(0, begins).every(isNameLine)) return null;
  const added = rest.slice(begins);
  // Under a quote without a heading somebody may have answered; everything under a heading or a signature's mark belongs to it.
  const isAllQuote = !quoteMark.test(added[0] ?? "") || added.every((line) => quoteMark.test(line));
  return isAllQuote ? first : null;
};

export const beginningLineOf = (text: string): string => linesOf(text)[0] ?? "";

/** What somebody wrote themselves: a text without quoted lines, and without what stands in quotation marks, as a tapback repeats a message. */
export const withoutQuotes = (text: string): string => {
  const lines = linesOf(text);
  const own = lines.slice(0, Math.max(1, additionIn(lines))).filter((line) => !quoteMark.test(line));
  return own.join("\n").replace(/[“„«"][^“”„«»"]*["”»“]/gu, " ");
};
