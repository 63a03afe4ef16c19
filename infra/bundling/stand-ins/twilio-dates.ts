/**
 * Replaces dayjs. Twilio's SDK needs only these calls: it reads the dates of Twilio's answers (RFC 2822 or ISO 8601; `Date` reads both)
 * and writes two formats. A missing date stays invalid here; dayjs would take the current time.
 */
const formats: Readonly<Record<string, (iso: string) => string>> = {
  "YYYY-MM-DD": (iso) => iso.slice(0, 10),
  "YYYY-MM-DD[T]HH:mm:ss[Z]": (iso) => `${iso.slice(0, 19)}Z`,
};

const utc = (value: string | Date | null | undefined) => {
  const date = new Date(value ?? Number.NaN);
  return {
    isValid: () => !Number.isNaN(date.getTime()),
    toDate: () => date,
    format: (pattern: string) => {
      const write = formats[pattern];
      if (!write) throw new Error(`Unsupported date format: ${pattern}`);
      return write(date.toISOString());
    },
  };
};

export default { utc, extend: () => undefined };
