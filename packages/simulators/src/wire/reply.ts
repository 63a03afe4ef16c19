/** What a simulator does with a request: answer it, or break the connection without an answer. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string | Uint8Array };
export type Reply = Answer | { hangUp: true };

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}
