/** Marks of the lines that a device, a mail gateway or a person adds below a text. */
const quoteMark = /^\s*[>|»]/u;
const signatureMark = /^\s*(--|—|__|~~)/u;
/** The line above a quoted message, such as `On Monday Ana wrote:` or `Am 3. Mai schrieb Ana:`. */
const quoteHeading =
  /^(-+\s*)?(on|am|le|el|em|il|op|den)\b.{0,120}(wrote|schrieb|écrit|escribió|escreveu|ha scritto|schreef|skrev).{0,60}:$|^-{2,}.{0,40}-{2,}$|^(from|von|de|da|от|van|från)\s*:/iu;
const deviceLine =
  /^(sent (from|via|using)|get outlook|gesendet (von|mit)|von meinem |envoy[ée] (de|depuis)|enviado (desde|do|de|da) |inviato (da|dal) |verzonden (vanaf|met|via)|skickat från|sendt fra|wysłane z|отправлено (с|из)|发自|發自|傳自|從我的|iphone\s*から)/iu;

/** True for a name, a title, a firm or a number: a short line in which each word begins with a capital, a digit or a sign. */
const isNameLine = (line: string): boolean =>
  line.length <= 40 && line.split(/\s+/u).every((word) => /^[\p{Lu}\p{N}+(@&-]/u.test(word)) && !/[?!]/u.test(line);

const maximumNameLines = 3;

const linesOf = (text: string): string[] =>
  text
    .split(/\r\n?|\n|\u2028|\u2029/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The index of the first line that a device or a mail gateway added; without one, the number of lines. */
const indexOfAddition = (lines: readonly string[]): number => {
  const begins = lines.findIndex((line) =>
    [signatureMark, quoteHeading, deviceLine, quoteMark].some((is) => is.test(line)),
  );
  return begins === -1 ? lines.length : begins;
};

/** Returns the first line of a message if only a quote or a signature follows. Null: the message has one line, or more text follows. */
export const firstLineOf = (text: string): string | null => {
  const [first, ...rest] = linesOf(text);
  if (first === undefined || rest.length === 0) return null;
  const begins = indexOfAddition(rest);
  if (begins > maximumNameLines || !rest.slice(0, begins).every(isNameLine)) return null;
  const added = rest.slice(begins);
  // All lines below a heading or a signature mark belong to it. Below a quote without a heading, the person may have written an answer.
  const isAllQuote = !quoteMark.test(added[0] ?? "") || added.every((line) => quoteMark.test(line));
  return isAllQuote ? first : null;
};

export const beginningLineOf = (text: string): string => linesOf(text)[0] ?? "";

/** Removes quoted lines and text in quotation marks, because a tapback repeats a message in them. The rest is the person's own text. */
export const withoutQuotes = (text: string): string => {
  const lines = linesOf(text);
  const own = lines.slice(0, Math.max(1, indexOfAddition(lines))).filter((line) => !quoteMark.test(line));
  return own.join("\n").replace(/[“„«"][^“”„«»"]*["”»“]/gu, " ");
};
