import type { SenderFinding } from "../../providers/provider.ts";

/** So many senders a sentence names. */
const mostNamed = 10;

/** What is wrong with a configuration's senders; null: nothing that the provider told. */
export const problemOfSenders = (findings: readonly SenderFinding[]): string | null => {
  const missing = named(findings, "notOwned");
  return missing === null ? null : `The account does not have these senders: ${missing}.`;
};

/** What else there is to say of them, as sentences. */
export const notesOnSenders = (findings: readonly SenderFinding[]): string[] => {
  const [sandbox, unchecked] = [named(findings, "sandbox"), named(findings, "notChecked")];
  return [
    ...(sandbox === null
      ? []
      : [`${sandbox} is Twilio's WhatsApp sandbox: it reaches only people who have joined it.`]),
    ...(unchecked === null ? [] : [`Not checked, because the provider did not list them: ${unchecked}.`]),
  ];
};

const named = (findings: readonly SenderFinding[], wanted: SenderFinding["ownership"]): string | null => {
  const those = findings.filter(({ ownership }) => ownership === wanted);
  if (those.length === 0) return null;
  const shown = those.slice(0, mostNamed).map(({ field, sender }) => `${field} ${sender}`);
  const more = those.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
};
