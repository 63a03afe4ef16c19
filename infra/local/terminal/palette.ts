const codes = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Color = keyof typeof codes;
export type Paint = (color: Color, text: string) => string;

export const plain: Paint = (_color, text) => text;
const colored: Paint = (color, text) => `\x1b[${codes[color]}m${text}\x1b[0m`;

/** Colours where a person watches and has not asked for none (https://no-color.org). `hasColors` looks at NO_COLOR and TERM. */
export const paintFor = (stream: { isTTY?: boolean; hasColors?: (count: number) => boolean }): Paint =>
  stream.isTTY && stream.hasColors?.(16) ? colored : plain;
