const stopWords = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const startWords = new Set(["START", "YES", "UNSTOP"]);

export type OptOuts = {
  /** Reads an inbound body as Twilio does: a keyword counts only if it is the whole body. */
  readKeyword: (sender: string, recipient: string, body: string) => void;
  /** `sender` is the number that sends, or the SID of the messaging service. */
  has: (sender: string, recipient: string) => boolean;
  clear: () => void;
};

/** Twilio's own opt-out list, by (sender, recipient). A later send to a recipient on it fails with 21610. */
export function createOptOuts(): OptOuts {
  const stopped = new Set<string>();
  const key = (sender: string, recipient: string) => `${sender} ${recipient}`;
  return {
    readKeyword(sender, recipient, body) {
      const word = body.trim().toUpperCase();
      if (stopWords.has(word)) stopped.add(key(sender, recipient));
      if (startWords.has(word)) stopped.delete(key(sender, recipient));
    },
    has: (sender, recipient) => stopped.has(key(sender, recipient)),
    clear: () => stopped.clear(),
  };
}
