/** Keys: Alt and an arrow move the focused post; plain arrows walk the days of the month; Escape lets a card go. */
import { DAY } from "./views.ts";

export interface Step {
  days?: number;
  minutes?: number;
}

const IN_MONTH: Record<string, Step> = {
  ArrowLeft: { days: -1 },
  ArrowRight: { days: 1 },
  ArrowUp: { days: -7 },
  ArrowDown: { days: 7 },
};
const IN_TIME: Record<string, Step> = {
  ArrowLeft: { days: -1 },
  ArrowRight: { days: 1 },
  ArrowUp: { minutes: -15 },
  ArrowDown: { minutes: 15 },
};

/** The step a key asks for, or nothing if it asks for none. */
export function moveStep(key: KeyboardEvent, viewType: string): Step | undefined {
  if (!key.altKey || key.ctrlKey || key.metaKey) return undefined;
  return (viewType.startsWith("dayGrid") ? IN_MONTH : IN_TIME)[key.key];
}

/** Walk in the timeline: across to another day, down and up to another channel. */
export function walkRows(key: KeyboardEvent, from: HTMLElement): boolean {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[key.key];
  const row = from.closest<HTMLElement>("[data-row]");
  if (step === undefined || key.altKey || !row) return false;
  const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const other = rows.indexOf(row) + (key.key === "ArrowUp" ? -1 : key.key === "ArrowDown" ? 1 : 0);
  const day = dayAfter(from.dataset["addDay"] ?? "", step);
  const next = rows[other]?.querySelector<HTMLElement>(`[data-add-day="${day}"]`);
  if (next && row.parentElement) goTo(next, row.parentElement);
  return true;
}

/** Walk from one day's button to another; the days beyond the grid are simply not there. */
export function walkDays(key: KeyboardEvent, root: ParentNode, from: string): boolean {
  const step = IN_MONTH[key.key]?.days;
  if (step === undefined || key.altKey) return false;
  const next = root.querySelector<HTMLElement>(`[data-add-day="${dayAfter(from, step)}"]`);
  if (next) goTo(next, root);
  return true;
}

function dayAfter(day: string, step: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + step * DAY).toISOString().slice(0, 10);
}

function goTo(next: HTMLElement, root: ParentNode): void {
  for (const other of root.querySelectorAll<HTMLElement>("[data-add-day]")) other.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
