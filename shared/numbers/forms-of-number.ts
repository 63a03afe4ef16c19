interface Form {
  /** A form in which WhatsApp, an old list or a provider may write a number. */
  old: RegExp;
  /** The form that the numbering plan has today. */
  current: string;
  /** From today's form back. */
  today: RegExp;
  back: string;
}

/**
 * Numbers that have two forms in use. WhatsApp made its ids when the older form was the plan's, and writes it to this day:
 * https://www.twilio.com/docs/whatsapp/api (Brazil, Mexico); Benin put 01 before each of its numbers on 30 November 2024. No number of
 * today's plan has the shape of an older form, but Brazil's few with eight digits from 7 on, of a network that closed in 2018.
 */
const retired: readonly Form[] = [
  // Mexico: a 1 before mobile numbers, until August 2019.
  { old: /^\+521([2-9]\d{9})$/, current: "+52$1", today: /^\+52([2-9]\d{9})$/, back: "+521$1" },
  // Brazil: mobile numbers of eight digits, until November 2016.
  {
    old: /^\+55([1-9][1-9])([6-9]\d{7})$/,
    current: "+55$19$2",
    today: /^\+55([1-9][1-9])9([6-9]\d{7})$/,
    back: "+55$1$2",
  },
  { old: /^\+229([2-9]\d{7})$/, current: "+22901$1", today: /^\+22901([2-9]\d{7})$/, back: "+229$1" },
];

/** Argentina: a mobile number is dialed with 9 from abroad and written without; no landline has the same digits. */
const argentina: Form = { old: /^\+54([1-8]\d{9})$/, current: "+549$1", today: /^\+549([1-8]\d{9})$/, back: "+54$1" };

const rewritten = (number: string, forms: readonly Form[]): string => {
  const form = forms.find(({ old }) => old.test(number));
  return form ? number.replace(form.old, form.current) : number;
};

/** A number in E.164 as today's plan writes it; every other text stays as it is. */
export const currentForm = (number: string): string => rewritten(number, retired);

/**
 * What stands for the person behind a number, whichever form of it is written (invariant 32): what every key is made of, so that one read
 * finds what came in under any of them. Never dialed and never shown: made of a landline of Argentina's, it is no number.
 */
export const personKey = (number: string): string => rewritten(currentForm(number), [argentina]);

/** Every form of a number, to be looked for where a text is kept as it was written. */
export const formsOf = (number: string): string[] => {
  const key = personKey(number);
  const form = [...retired, argentina].find(({ today }) => today.test(key));
  return form ? [key, key.replace(form.today, form.back)] : [key];
};

export const isSamePerson = (one: string, other: string): boolean => personKey(one) === personKey(other);

/**
 * A number written with its country code in an older form, in E.164: what a text says that is no number of today's plan. Null: it is none. Brazil's
 * is read from area code 31 on, where WhatsApp writes it: elsewhere eight digits are a number of which one is missing.
 */
export const olderForm = (text: string): string | null => {
  const number = text.replace(/[\s().\-/]/g, "");
  if (/^\+55[12]/.test(number)) return null;
  return currentForm(number) === number ? null : number;
};
