import type { AwsService } from "./query-xml.ts";
import type { Signer } from "./signer.ts";
import type { SnsWorld } from "./sns-world.ts";

export type AwsCall = { world: SnsWorld; params: URLSearchParams; signer: Signer };

/** One action of the AWS Query protocol. `result` returns the XML inside its Result element. */
export type AwsOperation = { service: AwsService; action: string; result: (call: AwsCall) => string };
