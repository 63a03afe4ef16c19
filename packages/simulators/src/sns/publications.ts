import type { Signer } from "./signer.ts";

/** A text message that SNS accepted. SNS has no status query and no callback, so nobody learns more about it. */
export type Publication = {
  messageId: string;
  phoneNumber: string;
  message: string;
  attributes: Record<string, string>;
  at: string;
  signedBy: Signer;
  /** False for a number that opted out: SNS accepts such a message, and drops it without an error. */
  isDelivered: boolean;
};

export type Publications = {
  add: (publication: Publication) => void;
  find: (filter: { to?: string | undefined }) => Publication[];
  clear: () => void;
};

export function createPublications(): Publications {
  const byNumber = new Map<string, Publication[]>();
  return {
    add(publication) {
      const list = byNumber.get(publication.phoneNumber) ?? [];
      list.push(publication);
      byNumber.set(publication.phoneNumber, list);
    },
    find: ({ to }) => (to === undefined ? [...byNumber.values()].flat() : (byNumber.get(to) ?? [])),
    clear: () => byNumber.clear(),
  };
}
