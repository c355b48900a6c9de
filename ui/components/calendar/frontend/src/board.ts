/** The calendar and its inbox: draws what Python sends, and puts what people do into the outbox. */
import { Calendar, type EventApi, type EventInput } from "fullcalendar";
import { Beside } from "./beside.ts";
import { chipOf, drawLegend, eventInputs, inputChip, type Chip } from "./chips.ts";
import { element, fill } from "./icons.ts";
import { Focus } from "./focus.ts";
import { Given } from "./given.ts";
import { Inbox } from "./inbox.ts";
import { moveStep, walkDays, walkRows } from "./keyboard.ts";
import { memoryOf, type Memory } from "./memory.ts";
import { calendarOptions, showNotes } from "./options.ts";
import { picture } from "./pending.ts";
import { Selection } from "./selection.ts";
import { focusSearch, KeyHelp, shortcutOf } from "./shortcuts.ts";
import { Timeline } from "./timeline.ts";
import type { CalendarData, Component, Place, Range, ViewName, Wish } from "./types.ts";
import { afterDrawing, daysOf, isSame, rangeOf, textOf, VIEW_TYPES, wallOf } from "./views.ts";
import { say, spokenDay, spokenInstant } from "./wording.ts";

/** Narrower than this, inbox and calendar are stacked and the list comes first. */
const NARROW = 700;
/** So many milliseconds after the pointer was let go FullCalendar has dropped what it held. */
const LONGEST_DROP = 150;

export class Board {
  data: CalendarData;
  readonly node: HTMLElement;
  readonly inbox: Inbox;
  readonly selection = new Selection((bulk) => this.wish(bulk), () => this.redraw());
  private readonly help = new KeyHelp();
  private readonly memory: Memory;
  private readonly calendar: Calendar;
  private readonly timeline = new Timeline(this);
  /** Is the plan drawn by the timeline, and not by the calendar itself? */
  isTimeline = false;
  private readonly legend = element("div", "legend");
  private readonly live = element("div", "live");
  private readonly resize: ResizeObserver;
  /** The span in sight. */
  private range: Range | null = null;
  private readonly beside = new Beside();
  /** What the calendar last asked the events of. */
  private span: { from: Date; days: number } | undefined;
  private drawn: string | undefined;
  private readonly given = new Given((chip) => [chip && this.selection.has(chip.key), this.data.zone, this.data.locale]);
  private readonly focus: Focus;
  /** While FullCalendar replaces the element of a post, the post's keys arrive at the page's body. */
  private readonly onStrayKey = (key: KeyboardEvent): void => {
    const { focus } = this.memory;
    const isStray = focus !== null && key.target === document.body;
    if (isStray && (this.openByKey(key, focus) || this.moveByKey(key, focus))) key.preventDefault();
    else if (this.obey(key)) key.preventDefault();
  };

  constructor(component: Component) {
    const { data, parentElement } = component;
    this.memory = memoryOf(component);
    this.data = data;
    this.node = parentElement.querySelector<HTMLElement>(".rounds-calendar") ?? element("div", "rounds-calendar");
    if (!this.node.isConnected) parentElement.append(this.node);
    this.focus = new Focus(this.node, this.memory);
    this.inbox = new Inbox(this.node, (tray) => this.wish({ type: "tray", id: tray }));
    const home = element("div", "grid");
    this.live.setAttribute("role", "status");
    this.node.replaceChildren(this.inbox.node, element("div", "board", this.selection.bar, home, this.timeline.node, this.legend), this.live, this.help.node);
    const fitting = this.measure() ? "list" : "month";
    const viewType = this.memory.viewType ?? VIEW_TYPES[data.initial_view ?? fitting];
    this.calendar = new Calendar(home, calendarOptions(this, viewType, this.memory.date ?? data.initial_date));
    this.calendar.render();
    this.drawn = textOf(data);
    this.drawAround(this.shown());
    this.resize = new ResizeObserver(() => this.measure());
    this.resize.observe(this.node);
    this.node.addEventListener("keydown", (key) => this.onKey(key));
    document.addEventListener("keydown", this.onStrayKey);
  }

  /** Draw new data, keep the focus, and lay unanswered wishes over it. */
  update(component: Component): void {
    this.memory.component = component;
    this.beside.settle(component.data);
    const data = this.beside.over(component.data, this.range);
    const [answered, text] = [this.memory.outbox.acknowledge(data.ack), textOf(data)];
    if (!answered && text === this.drawn) return;
    if (this.data.zone !== data.zone) this.calendar.setOption("timeZone", data.zone);
    showNotes(this.calendar, data);
    this.data = data;
    this.drawn = text;
    this.redraw();
  }

  destroy(): void {
    this.memory.component = null;
    document.removeEventListener("keydown", this.onStrayKey);
    this.focus.destroy();
    this.resize.disconnect();
    this.beside.destroy();
    this.inbox.destroy();
    this.timeline.clear();
    this.calendar.destroy();
    this.node.replaceChildren();
  }

  /** The events in sight, as they are given to the calendar itself; another month is drawn as it is known. */
  events(from: Date, until: Date): EventInput[] {
    const [before, days] = [this.span, daysOf(from, until)];
    this.span = { from, days };
    if (days === before?.days && from.getTime() !== before.from.getTime()) {
      // People go on or back: what is known is drawn at once, else Python is asked before anything is drawn.
      const range = rangeOf(from, until, this.calendar.view.type);
      this.data = this.beside.over(this.data, range);
      this.ask(range);
      if (!isSame(this.data.shown, range)) this.drawLater();
    }
    return this.given.all(eventInputs(this.data, this.shown()), from, until);
  }

  /** The events of one row of the timeline; the empty name is for what stands in none. */
  eventsIn(row: string): EventInput[] {
    return eventInputs(this.data, this.shown()).filter((event) => (inputChip(event)?.row ?? "") === row);
  }

  setHeight(height: number | "auto"): void {
    queueMicrotask(() => {
      if (this.calendar.getOption("height") !== height) this.calendar.setOption("height", height);
    });
  }

  onRange(start: Date, end: Date, viewType: string): void {
    this.turn(viewType);
    Object.assign(this.memory, { viewType, date: this.calendar.getDate().toISOString() });
    this.ask(rangeOf(start, end, viewType));
  }

  private ask(range: Range): void {
    if (isSame(this.range, range)) return;
    const [isFirst, isKnown] = [this.range === null, isSame(this.data.shown, range)];
    this.range = range;
    // Python was right about what the first view shows: its events are here, and it need not be asked.
    if (isFirst && isKnown) return;
    (isKnown ? afterDrawing : queueMicrotask)(() => this.memory.component?.setStateValue("range", this.range ?? range));
  }

  /** Let the timeline draw, or the calendar itself. */
  private turn(viewType: string): void {
    const before = this.isTimeline;
    this.isTimeline = viewType === VIEW_TYPES.timeline;
    this.node.classList.toggle("is-timeline", this.isTimeline);
    if (before && !this.isTimeline) this.timeline.draw(null);
    if (before !== this.isTimeline) queueMicrotask(() => this.calendar.refetchEvents());
    if (before || this.isTimeline) queueMicrotask(() => this.redraw());
  }

  private find(id: string): EventApi | null {
    return this.isTimeline ? this.timeline.find(id) : this.calendar.getEventById(id);
  }

  /** One of the chosen posts takes the others along, by as many days and minutes of everyone's clock. */
  onDragged(event: EventApi, before: EventApi, at: MouseEvent): void {
    this.given.forget(event.id);
    this.drawLater();
    const chip = chipOf(event);
    const alone = !chip || !this.selection.has(chip.key) || this.selection.size < 2;
    if (alone || !event.start || !before.start) return this.onMoved(event, at);
    const minutes = Math.round((wallOf(event) - wallOf(before)) / 60_000);
    const days = Math.trunc(minutes / 1440);
    this.selection.do(this.shown(), { action: "shift", days, minutes: minutes - days * 1440 });
    this.focus.wanted = event.id;
    this.redraw();
  }

  onChosen(chip: Chip): void {
    if (!this.data.editable) return;
    this.focus.wanted = `post:${chip.key}`;
    const word = this.selection.toggle(chip.key) ? "choosing" : "unchosen";
    this.announce(word, chip.title, "");
  }

  private wish(wish: Wish): void {
    this.memory.outbox.send(wish);
    this.redraw();
  }

  private shown(): ReturnType<typeof picture> {
    return picture(this.data, this.memory.outbox.pending);
  }

  onMoved(event: EventApi, at: MouseEvent | null): void {
    const chip = chipOf(event);
    if (!chip || !event.start) return;
    const gap = at ? this.gapUnder(at) : undefined;
    const start = gap?.start ?? event.start.toISOString();
    const gapId = gap ? { gap_id: gap.id } : {};
    this.memory.outbox.send({ type: "move", id: chip.key, version: chip.version, start, ...gapId });
    this.announce("moved", chip.title, this.spoken({ start }));
    this.focus.wanted = event.id;
    this.redraw();
  }

  /** A post was dropped on the row of another channel: Python says why it stays; the row for all is no channel. */
  onCrossed(event: EventApi, row: string): void {
    const chip = chipOf(event);
    if (!chip || !event.start) return;
    const channel = row ? { channel: row } : {};
    const { key: id, version } = chip;
    this.memory.outbox.send({ type: "move", id, version, start: event.start.toISOString(), ...channel });
    this.focus.wanted = event.id;
    queueMicrotask(() => this.redraw());
  }

  onChip(chip: Chip, start: Date | null): void {
    const channel = chip.row ? { channel: chip.row } : {};
    if (chip.kind === "note") this.onPlace({ day: chip.key, all_day: true, ...channel });
    if (chip.kind === "layer") this.memory.outbox.send({ type: "look", id: chip.key });
    if (chip.kind === "post") this.memory.outbox.send({ type: "open", id: chip.key });
    if (chip.kind !== "gap" || !start || !this.data.editable) return;
    const at = { start: start.toISOString() };
    if (this.inbox.picked !== null) this.place(this.inbox.picked, at, chip.key);
    else this.memory.outbox.send({ type: "open_gap", gap_id: chip.key, ...at });
  }

  onPlace(place: Place): void {
    if (!this.data.editable) return;
    if (this.inbox.picked !== null) this.place(this.inbox.picked, place);
    else this.memory.outbox.send({ type: "write", ...place });
  }

  /** A card was dropped: on an open slot it takes the slot's time, else the day's or the hour's. */
  onDropped(cardId: string, place: Place, at: MouseEvent): void {
    const gap = this.gapUnder(at);
    if (gap) this.place(cardId, { start: gap.start }, gap.id);
    else this.place(cardId, place);
  }

  private place(cardId: string, place: Place, gapId?: string): void {
    const title = this.data.inbox.find((card) => card.id === cardId)?.title ?? "";
    this.inbox.picked = null;
    this.memory.outbox.send({ type: "place", item_id: cardId, ...place, ...(gapId ? { gap_id: gapId } : {}) });
    this.announce("placed", title, this.spoken(place));
    this.redraw();
  }

  private redraw(): void {
    this.focus.over(() => {
      const drawn = this.shown();
      this.drawAround(drawn);
      if (this.isTimeline) this.timeline.draw(this.calendar.view.currentStart);
      else this.calendar.batchRendering(() => this.given.lay(this.calendar, eventInputs(this.data, drawn)));
    });
  }

  /** What a drop changes is drawn once; FullCalendar drops some turns of the loop after the pointer was let go. */
  holdDrawing(): void {
    const hold = () => {
      this.calendar.pauseRendering();
      setTimeout(() => this.calendar.resumeRendering(), LONGEST_DROP);
    };
    addEventListener("pointerup", hold, { capture: true, once: true });
  }

  /** Draw once what was told just now has left: Streamlit sends it a turn of the loop later. */
  private drawLater(): void {
    this.calendar.pauseRendering();
    setTimeout(() => setTimeout(() => this.calendar.resumeRendering()));
  }

  /** Draw what stands around the calendar itself. */
  private drawAround(drawn: ReturnType<typeof picture>): void {
    this.inbox.draw(this.data, drawn);
    this.selection.draw(this.data, drawn.events);
    fill(this.legend, drawLegend(this.data));
  }

  private onKey(key: KeyboardEvent): void {
    const path = key.composedPath().filter((node): node is HTMLElement => node instanceof HTMLElement);
    const day = path.find((node) => node.dataset["addDay"] !== undefined)?.dataset["addDay"];
    const eventId = path.find((node) => node.dataset["eventId"] !== undefined)?.dataset["eventId"];
    const button = path.find((node) => node.dataset["addDay"] !== undefined);
    if (this.isTimeline && button && walkRows(key, button)) key.preventDefault();
    else if (day !== undefined && walkDays(key, this.node, day)) key.preventDefault();
    else if (eventId !== undefined && this.moveByKey(key, eventId)) key.preventDefault();
  }

  /** Do what a single key asks for, wherever on the page it was pressed. */
  private obey(key: KeyboardEvent): boolean {
    const asked = shortcutOf(key);
    const { words, editable, can_undo } = this.data;
    if (asked === undefined) return false;
    if (asked === "search") focusSearch(words.search);
    else if (asked === "help") this.help.show(this.data);
    else if (asked === "today") this.calendar.today();
    else if (asked === "next") this.calendar.next();
    else if (asked === "previous") this.calendar.prev();
    else if (asked === "let_go") this.letGo();
    else if (asked in VIEW_TYPES) this.calendar.changeView(VIEW_TYPES[asked as ViewName]);
    else if (!editable) return false;
    else if (asked === "write") this.memory.outbox.send({ type: "write", ...this.dayInMind() });
    else if (asked === "undo" && (can_undo || this.isMoving())) this.memory.outbox.send({ type: "undo" });
    else if (asked === "choose") this.chooseFocused();
    else if (asked === "accept") return this.acceptFocused();
    return true;
  }

  /** Is a move on its way that Python has not answered yet? */
  private isMoving(): boolean {
    return this.memory.outbox.pending.some(({ type }) => type === "move" || type === "bulk");
  }

  private letGo(): void {
    if (this.inbox.picked !== null) this.inbox.release();
    else this.selection.clear();
  }

  private chooseFocused(): void {
    const chip = this.focused();
    if (chip?.kind === "post") this.onChosen(chip);
  }

  /** Accept the proposal in the focused open slot, and go on to the next one. */
  private acceptFocused(): boolean {
    const chip = this.focused();
    const waiting = this.shown().gaps.filter((gap) => gap.proposal !== "");
    const gap = chip?.kind === "gap" ? waiting.find((each) => each.id === chip.key) : undefined;
    if (!gap) return false;
    const others = waiting.filter((each) => each !== gap).sort((one, other) => one.start.localeCompare(other.start));
    const next = others.find((each) => each.start >= gap.start) ?? others.at(-1);
    this.memory.outbox.send({ type: "accept", gap_id: gap.id, start: gap.start });
    this.announce("accepted", gap.proposal, this.spoken({ start: gap.start }));
    this.focus.wanted = next ? `gap:${next.id}` : null;
    this.redraw();
    return true;
  }

  private focused(): Chip | undefined {
    const id = this.focus.held;
    return id ? chipOf(this.find(id) ?? { extendedProps: {} }) : undefined;
  }

  /** The day somebody walks on, else today where it is in sight, else the first day to come that is. */
  private dayInMind(): Place {
    const root = this.node.getRootNode() as ShadowRoot | Document;
    const at = root.activeElement instanceof HTMLElement ? root.activeElement : undefined;
    const row = at?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    const first = new Date(Math.max(Date.now(), this.calendar.view.currentStart.getTime()));
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: this.data.zone }).format(first);
    return { day: at?.dataset["addDay"] ?? day, all_day: true, ...(row ? { channel: row } : {}) };
  }

  private openByKey(key: KeyboardEvent, eventId: string): boolean {
    const event = key.key === "Enter" ? this.find(eventId) : null;
    const chip = event ? chipOf(event) : undefined;
    if (event && chip) this.onChip(chip, event.start);
    return event !== null;
  }

  private moveByKey(key: KeyboardEvent, eventId: string): boolean {
    const step = moveStep(key, this.calendar.view.type);
    if (!step) return false;
    const event = this.find(eventId);
    const chip = event ? chipOf(event) : undefined;
    if (!event || !chip || chip.kind !== "post") return true;
    if (!event.startEditable) {
      this.announce("fixed", chip.title, "");
      return true;
    }
    this.given.forget(event.id);
    this.calendar.batchRendering(() => {
      event.moveDates(step);
      this.onMoved(event, null);
    });
    const { activeStart, activeEnd } = this.calendar.view;
    if (event.start && (event.start < activeStart || event.start >= activeEnd)) this.calendar.gotoDate(event.start);
    return true;
  }

  private gapUnder(at: MouseEvent): { id: string; start: string } | undefined {
    const root = this.node.getRootNode() as ShadowRoot | Document;
    const stack = root.elementsFromPoint(at.clientX, at.clientY);
    const hit = stack.map((node) => node.closest<HTMLElement>('[data-event-id^="gap:"]')).find(Boolean);
    return this.data.gaps.find((gap) => `gap:${gap.id}` === hit?.dataset["eventId"]);
  }

  private measure(): boolean {
    const narrow = this.node.clientWidth > 0 && this.node.clientWidth < NARROW;
    this.node.classList.toggle("is-narrow", narrow);
    if (this.timeline.isOutgrown()) this.timeline.draw(this.calendar.view.currentStart);
    return narrow;
  }

  private spoken(place: Place): string {
    if ("day" in place) return spokenDay(place.day, this.data.locale);
    return spokenInstant(new Date(place.start), this.data.locale, this.data.zone);
  }

  private announce(word: "moved" | "placed" | "accepted" | "fixed" | "choosing" | "unchosen", title: string, when: string): void {
    this.live.textContent = say(this.data.words[word], { title, when });
  }
}
