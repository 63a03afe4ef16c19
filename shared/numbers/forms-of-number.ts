interface Form {
  /** An older form, which WhatsApp, an old list or a provider may still write. */
  old: RegExp;
  /** The replacement that makes the form of today's numbering plan. */
  current: string;
  /** Matches today's form. `back` is the replacement that makes the older form of it. */
  today: RegExp;
  back: string;
}

/**
 * Numbers with two forms in use. WhatsApp made its ids when the numbering plan had the older form, and still writes that form:
 * https://www.twilio.com/docs/whatsapp/api (Brazil, Mexico). Benin put 01 before each of its numbers on 30 November 2024. A number of
 * today's plan never looks like an older form, except a few in Brazil with eight digits from 7 on, of a network that closed in 2018.
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

/** Argentina: people dial a mobile number with a 9 from abroad, and write it without. No landline has the same digits. */
const argentina: Form = { old: /^\+54([1-8]\d{9})$/, current: "+549$1", today: /^\+549([1-8]\d{9})$/, back: "+54$1" };

const rewritten = (number: string, forms: readonly Form[]): string => {
  const form = forms.find(({ old }) => old.test(number));
  return form ? number.replace(form.old, form.current) : number;
};

/** Writes a number in E.164 in the form of today's plan. Any other text stays unchanged. */
export const currentForm = (number: string): string => rewritten(number, retired);

/**
 * The person key: one form for all forms of a number (invariant 32). Every key is made of it, so that one read finds the rows of all forms.
 * The hub never dials or shows it, because for a landline in Argentina it is not a number.
 */
export const personKey = (number: string): string => rewritten(currentForm(number), [argentina]);

/** Returns all forms of a number, to search for it in stores that keep numbers as they were written. */
export const formsOf = (number: string): string[] => {
  const key = personKey(number);
  const form = [...retired, argentina].find(({ today }) => today.test(key));
  return form ? [key, key.replace(form.today, form.back)] : [key];
};

export const isSamePerson = (one: string, other: string): boolean => personKey(one) === personKey(other);

/**
 * If the text is a number with its country code in an older form, returns it in E.164, else null. For Brazil, only from area code 31 on,
 * where WhatsApp writes the older form. In the other areas, eight digits are a mobile number that lacks a digit.
 */
export const olderForm = (text: string): string | null => {
  const number = text.replace(/[\s().\-/]/g, "");
  if (/^\+55[12]/.test(number)) return null;
  return currentForm(number) === number ? null : number;
};
