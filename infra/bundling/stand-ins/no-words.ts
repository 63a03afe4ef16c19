/** Replaces zod's English error messages. The hub writes its own (shared/lambda/faults.ts). */
export default () => ({ localeError: () => undefined });
