/** Stands in for zod's English words: whoever reads of a fault reads the hub's own (shared/lambda/faults.ts). */
export default () => ({ localeError: () => undefined });
