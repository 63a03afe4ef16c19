import { stripVTControlCharacters } from "node:util";
import { second } from "../../../shared/kernel/durations.ts";

/** Terminal output: lines that stay, and below them lines that change. */
export interface Screen {
  print: (line: string) => void;
  /** Shows or changes the line of this key at the bottom. Null removes it. */
  pin: (key: string, line: string | null) => void;
  close: () => void;
}

export interface Terminal {
  write: (text: string) => unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Faster drawing would only flicker. */
const drawEveryMs = 100;
/** Output that cannot be redrawn, such as a file, gets a changing line only now and then. */
const printEveryMs = 5 * second;

/** A terminal redraws pinned lines. Other output gets each pinned line when it is new, and then every five seconds if it has changed. */
export function screenOn(terminal: Terminal): Screen {
  return terminal.isTTY ? drawnScreen(terminal) : printedScreen(terminal);
}

function drawnScreen(terminal: Terminal): Screen {
  const pinned = new Map<string, string>();
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;
  const erase = () => (drawn === 0 ? "" : `\x1b[${drawn}A\r\x1b[J`);
  function draw(lines: readonly string[] = []) {
    clearTimeout(timer);
    timer = undefined;
    const width = Math.max(20, (terminal.columns || 80) - 1);
    const below = [...pinned.values()].map((line) => cut(line, width));
    terminal.write(`${erase()}${[...lines, ...below].map((line) => `${line}\n`).join("")}`);
    drawn = below.length;
  }
  return {
    print: (line) => draw([line]),
    pin(key, line) {
      if (line === null) {
        if (pinned.delete(key)) draw();
        return;
      }
      const isNew = !pinned.has(key);
      pinned.set(key, line);
      if (isNew) return draw();
      timer ??= setTimeout(draw, drawEveryMs);
    },
    close() {
      pinned.clear();
      draw();
    },
  };
}

function printedScreen(terminal: Terminal): Screen {
  const printed = new Map<string, { line: string; at: number }>();
  const print = (line: string) => void terminal.write(`${line}\n`);
  return {
    print,
    pin(key, line) {
      if (line === null) return void printed.delete(key);
      const before = printed.get(key);
      if (before && (before.line === line || Date.now() - before.at < printEveryMs)) return;
      printed.set(key, { line, at: Date.now() });
      print(line);
    },
    close: () => printed.clear(),
  };
}

/** Cuts a pinned line to the width, because a wrapped line could not be redrawn. A cut line has no colours. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= width ? line : `${plain.slice(0, width - 1)}…`;
}
