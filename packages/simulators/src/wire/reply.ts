/** A simulator's reaction to a request: an answer, or a broken connection. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string | Uint8Array };
export type Reply = Answer | { hangUp: true };

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}
