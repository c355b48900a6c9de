/** The views by our names and by FullCalendar's, and how spans and data are compared. */
import type { EventApi } from "fullcalendar";
import type { CalendarData, Range, ViewName } from "./types.ts";

/** In milliseconds. */
export const DAY = 86_400_000;

export const VIEW_TYPES: Record<ViewName, string> = {
  month: "dayGridMonth", week: "timeGridWeek", day: "timeGridDay", list: "listMonth", timeline: "dayGridTimeline",
};
const VIEW_NAMES = Object.fromEntries(Object.entries(VIEW_TYPES).map(([name, type]) => [type, name as ViewName]));

/** The days of a span; one on which the clocks are set is a day as well. */
export function daysOf(from: Date, until: Date): number {
  return Math.round((until.getTime() - from.getTime()) / DAY);
}

/** What there is to draw, as text, so that two can be compared. */
export function textOf(data: CalendarData): string {
  return JSON.stringify({ ...data, ack: null });
}

export function isSame(one: Range | null, other: Range): boolean {
  if (one?.view !== other.view) return false;
  return Date.parse(one.start) === Date.parse(other.start) && Date.parse(one.end) === Date.parse(other.end);
}

/** The wall clock of an event as a number, so that two can be compared across a change of the clocks. */
export function wallOf(event: EventApi): number {
  return Date.parse(`${event.startStr.slice(0, 19)}Z`);
}

/** What FullCalendar shows, as Python is told of it. */
export function rangeOf(start: Date, end: Date, viewType: string): Range {
  return { start: start.toISOString(), end: end.toISOString(), view: VIEW_NAMES[viewType] ?? "month" };
}

/** Do it once what changes just now is seen. */
export function afterDrawing(task: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => task()));
}
