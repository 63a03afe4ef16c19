/** The result of Lambda's Invoke: a JSON payload, or an error of the function. */
export type InvocationResult =
  | { kind: "result"; payload: string }
  | { kind: "error"; errorType: string; errorMessage: string; trace?: string[] };

export class FunctionError extends Error {
  constructor(
    readonly errorType: string,
    message: string,
  ) {
    super(`${errorType}: ${message}`);
  }
}

/** The parsed payload of a result. Throws FunctionError if the function failed. */
export function payloadOf(result: InvocationResult): unknown {
  if (result.kind === "error") throw new FunctionError(result.errorType, result.errorMessage);
  return JSON.parse(result.payload);
}

/** Lambda refuses larger results of a synchronous invocation. */
export const maximumPayloadBytes = 6 * 1024 * 1024;
