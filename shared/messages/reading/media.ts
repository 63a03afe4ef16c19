import { notFound, Problem } from "../../kernel/errors.ts";
import type { ProviderMedia } from "../../providers/provider.ts";
import { problemOfFailure } from "../../providers/provider-failure.ts";
import { senderOfMessage } from "../config-of-message.ts";
import type { StoredMessage } from "../stored-message.ts";

/** A Lambda answers 6 MB at most, and base64 makes four bytes of three. */
const maximumBytes = 4_400_000;

/** One media item of a message, from the provider. Throws not_found, too_large, and the provider's failures. */
export const mediaOf = async (
  message: StoredMessage,
  index: string,
): Promise<Exclude<ProviderMedia, { kind: "tooLarge" }>> => {
  const count = message.direction === "outbound" ? message.mediaUrls.length : message.mediaTypes.length;
  if (!/^\d{1,2}$/.test(index) || Number(index) >= count || message.providerMessageId === undefined)
    throw notFound("media");
  const provider = await senderOfMessage(message);
  if (!provider?.media) throw new Problem("not_supported", { detail: "This provider keeps no media." });
  const media = await fetched(provider.media(message.providerMessageId, Number(index), maximumBytes));
  if (media === null) throw notFound("media");
  if (media.kind === "tooLarge")
    throw new Problem("too_large", { detail: `Media of more than ${maximumBytes} bytes cannot pass through here.` });
  return media;
};

const fetched = async <Media>(media: Promise<Media>): Promise<Media> => {
  try {
    return await media;
  } catch (error) {
    throw problemOfFailure(error);
  }
};
