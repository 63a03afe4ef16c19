import type { SenderFinding } from "../../providers/provider.ts";

/** The maximum number of senders that one sentence names. */
const mostNamed = 10;

/** A sentence that names the senders the account does not own. Null: the provider reported none. */
export const problemOfSenders = (findings: readonly SenderFinding[]): string | null => {
  const missing = named(findings, "notOwned");
  return missing === null ? null : `The account does not have these senders: ${missing}.`;
};

/** Further notes on the senders, as sentences: sandbox senders and unchecked ones. */
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
