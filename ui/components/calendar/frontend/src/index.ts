/** Streamlit calls this on every change of the data; the calendar of a place on the page is made once and kept. */
import "fullcalendar/skeleton.css";
import "fullcalendar/themes/breezy/theme.css";
import "./calendar.css";
import "./chips.css";
import "./timeline.css";
import { Board } from "./board.ts";
import { remember, takeOver } from "./first.ts";
import type { CalendarData, Component, Mounted } from "./types.ts";

export { first } from "./first.ts";

const boards = new WeakMap<Component["parentElement"], Board>();

export default function calendar(mounted: Mounted): () => void {
  const { parentElement } = mounted;
  const component = { ...mounted, data: JSON.parse(new TextDecoder().decode(mounted.data)) as CalendarData };
  const board = boards.get(parentElement) ?? takeOver(component) ?? new Board(component);
  boards.set(parentElement, board);
  board.update(component);
  remember(component, board.node);
  return () => {
    board.destroy();
    boards.delete(parentElement);
  };
}
