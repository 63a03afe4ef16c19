import type { Signer } from "./signer.ts";

/** A text message SNS accepted. Nothing more is ever told about it: SNS has no status query and no callback. */
export type Publication = {
  messageId: string;
  phoneNumber: string;
  message: string;
  attributes: Record<string, string>;
  at: string;
  signedBy: Signer;
  /** SNS accepts messages to numbers that opted out and drops them in silence. */
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
