/** An error KMS answers, by the name its API reference gives it. */
export class KmsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
