/**
 * The timeline: beneath the calendar's own bar a week for each channel, one under another, each a grid of its own.
 *
 * The first row is for what concerns all channels and carries the days. Where there is no room for seven columns,
 * each channel's week is a list.
 */
import { Calendar, type EventApi } from "fullcalendar";
import type { Board } from "./board.ts";
import { element } from "./icons.ts";
import { rowOptions } from "./options.ts";
import type { RowData } from "./types.ts";

/** Narrower than this, seven columns beside a channel's name hold no words. */
const ROOM = 620;

export class Timeline {
  readonly node = element("div", "timeline");
  private readonly board: Board;
  private rows: Calendar[] = [];
  private made = "";

  constructor(board: Board) {
    this.board = board;
    this.node.hidden = true;
  }

  /** Show the week of `date`, or nothing where there is none. */
  draw(date: Date | null): void {
    this.node.hidden = date === null;
    if (date === null) return this.clear();
    const { data } = this.board;
    const isList = this.isTight();
    const rows = [{ id: "", title: data.words.everywhere }, ...data.rows];
    const made = JSON.stringify([rows, isList, data.zone, data.editable]);
    if (made === this.made) {
      for (const row of this.rows) {
        if (row.getDate().getTime() === date.getTime()) row.refetchEvents();
        else row.gotoDate(date);
      }
      return;
    }
    this.clear();
    this.made = made;
    this.rows = rows.map((row) => this.begin(row, isList, date));
  }

  /** Has the room changed so that the rows must be drawn the other way? */
  isOutgrown(): boolean {
    return this.made !== "" && JSON.parse(this.made)[1] !== this.isTight();
  }

  find(id: string): EventApi | null {
    return this.rows.map((row) => row.getEventById(id)).find((event) => event !== null) ?? null;
  }

  clear(): void {
    for (const row of this.rows) row.destroy();
    this.rows = [];
    this.made = "";
    this.node.replaceChildren();
  }

  private isTight(): boolean {
    return this.node.clientWidth > 0 && this.node.clientWidth < ROOM;
  }

  private begin(row: RowData, isList: boolean, date: Date): Calendar {
    const week = element("div", "row-week");
    const title = element("h3", "row-title", element("span", "", row.title));
    const home = element("section", "row", title, week);
    home.classList.toggle("is-head", row.id === "");
    home.classList.toggle("is-list", isList);
    home.setAttribute("aria-label", row.title);
    if (row.id !== "") home.dataset["row"] = row.id;
    this.node.append(home);
    const made = new Calendar(week, rowOptions(this.board, row, isList, date));
    made.render();
    return made;
  }
}
