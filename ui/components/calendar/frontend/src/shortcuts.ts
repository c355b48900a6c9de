/**
 * Single keys for the whole page, and the dialog that lists them.
 *
 * They rest while somebody types, while a dialog is open, and where the person switched them off: people who
 * speak to their computer set single keys off by accident (WCAG 2.1.4). The browser remembers the switch.
 */
import { button, element } from "./icons.ts";
import type { CalendarData } from "./types.ts";

export type Shortcut = "write" | "search" | "help" | "undo" | "choose" | "today" | "next" | "previous" | "month" | "week" | "day" | "list" | "timeline" | "accept" | "let_go";

const KEYS: Record<string, Shortcut> = {
  n: "write", "/": "search", "?": "help", u: "undo", x: "choose", a: "accept", t: "today", j: "next", k: "previous",
  m: "month", w: "week", d: "day", l: "list", c: "timeline", Escape: "let_go",
};
const OFF = "rounds-single-keys-off";
const TYPED_IN = "input, textarea, select, [contenteditable='true'], [role='combobox'], [role='dialog'], dialog";

/** What a key pressed anywhere on the page asks of the calendar, if anything. */
export function shortcutOf(key: KeyboardEvent): Shortcut | undefined {
  const asksForUndo = (key.ctrlKey || key.metaKey) && !key.shiftKey && !key.altKey && key.key.toLowerCase() === "z";
  const isBare = !key.altKey && !key.ctrlKey && !key.metaKey;
  const path = key.composedPath().filter((node): node is Element => node instanceof Element);
  if (path.some((node) => node.matches(TYPED_IN)) || document.querySelector("[role='dialog']")) return undefined;
  if (asksForUndo) return "undo";
  const found = isBare ? KEYS[key.key.length === 1 ? key.key.toLowerCase() : key.key] : undefined;
  return areOff() && found !== "let_go" ? undefined : found;
}

/** Put the cursor into the page's search field; its label is told by Python. */
export function focusSearch(label: string): void {
  const field = document.querySelector<HTMLInputElement>(`input[aria-label="${CSS.escape(label)}"]`);
  field?.focus();
  field?.select();
}

/** The list of keys, with the switch. */
export class KeyHelp {
  readonly node = element("dialog", "keys") as HTMLDialogElement;

  show(data: CalendarData): void {
    const { words } = data;
    const rows = words.key_help.map(([key, what]) => element("div", "keys-row", element("kbd", "", key), what));
    const box = element("input", "") as HTMLInputElement;
    box.type = "checkbox";
    box.checked = !areOff();
    box.addEventListener("change", () => remember(!box.checked));
    this.node.setAttribute("aria-label", words.keys);
    this.node.replaceChildren(
      element("h3", "keys-title", words.keys),
      ...rows,
      element("label", "keys-switch", box, words.keys_on),
      button(words.close, () => this.node.close()),
    );
    this.node.showModal();
  }
}

function areOff(): boolean {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false; // a browser that remembers nothing
  }
}

function remember(off: boolean): void {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // it lasts as long as the browser lets it
  }
}
