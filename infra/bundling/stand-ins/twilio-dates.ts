/**
 * Stands in for dayjs, of which Twilio's SDK needs these few calls: reading the dates of Twilio's answers (RFC 2822 or ISO 8601, both
 * of which Date reads) and writing two formats. A date that is missing stays missing; dayjs would make it now.
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
      if (!write) throw new Error(`No such date format here: ${pattern}`);
      return write(date.toISOString());
    },
  };
};

export default { utc, extend: () => undefined };
