/** FullCalendar's settings: which views, how they look, and which of its events go where. */
import type { Calendar, CalendarOptions, DayCellInfo } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import interaction from "fullcalendar/interaction";
import list from "fullcalendar/list";
import spanish from "fullcalendar/locales/es";
import theme from "fullcalendar/themes/breezy";
import timeGrid from "fullcalendar/timegrid";
import type { Board } from "./board.ts";
import { chipOf, drawChip } from "./chips.ts";
import { element, icon } from "./icons.ts";
import type { CalendarData, Place, RowData } from "./types.ts";
import { say, spokenDay } from "./wording.ts";

const HOURS: CalendarOptions = {
  scrollTime: "06:45:00",
  slotDuration: "00:30:00",
  snapDuration: "00:15:00",
  slotMinHeight: 42,
  slotEventOverlap: false,
  columnEventClass: "slot-event",
  columnEventInnerClass: "slot-event-inner",
  backgroundEventClass: "good-band",
};

export function calendarOptions(board: Board, viewType: string, date: string | null): CalendarOptions {
  return { ...look(board), ...views(board, viewType), ...(date ? { initialDate: date } : {}) };
}

function look(board: Board): CalendarOptions {
  const { words } = board.data;
  const { allDaySlot, dayMaxEvents } = notesShown(board.data);
  return {
    ...chips(board),
    plugins: [dayGrid, timeGrid, list, interaction, theme],
    headerToolbar: {
      start: "prev,next today",
      center: "title",
      end: "dayGridMonth,timeGridWeek,timeGridDay,listMonth,dayGridTimeline",
    },
    buttons: { dayGridTimeline: { text: words.timeline } },
    todayText: words.today,
    monthText: words.month,
    weekTextLong: words.week,
    weekTextShort: words.week,
    dayText: words.day,
    listText: words.list,
    prevText: words.previous,
    nextText: words.next,
    noEventsText: words.nothing,
    allDaySlot,
    dayMaxEvents,
    nowIndicator: true,
    viewClass: "view",
  };
}

/** What holds for every grid: the clock, how an event looks, and what people may do with it. */
function chips(board: Board): CalendarOptions {
  const { data } = board;
  return {
    locales: [spanish],
    locale: data.locale,
    timeZone: data.zone,
    firstDay: data.first_day,
    closeHint: data.words.close,
    moreLinkText: (count) => say(board.data.words.more, { count }),
    eventTimeFormat: { hour: "2-digit", minute: "2-digit" },
    eventDisplay: "block",
    eventContent: (info) => drawChip(info, board.selection),
    backgroundEventContent: (info) => drawChip(info, board.selection),
    eventOrder: "start,title",
    displayEventEnd: false,
    listDayFormat: { weekday: "long", day: "numeric", month: "long" },
    listDaysClass: "list-days",
    listDayClass: "list-day",
    listDayHeaderClass: "list-day-header",
    listDayBodyClass: "list-day-body",
    noEventsClass: "list-empty",
    rowMoreLinkClass: "more-link",
    ...people(board),
  };
}

/** One row of the timeline: a week of one channel, or what is for all of them where `row` is empty. */
export function rowOptions(board: Board, row: RowData, isList: boolean, date: Date): CalendarOptions {
  const week = isList ? "listWeek" : "dayGridWeek";
  return {
    ...chips(board),
    plugins: [dayGrid, list, interaction, theme],
    headerToolbar: false,
    initialView: week,
    initialDate: date,
    height: "auto",
    viewClass: "row-view",
    dayHeaders: row.id === "",
    dayHeaderFormat: { weekday: "short", day: "numeric" },
    dayMaxEvents: row.id === "" ? 3 : false,
    noEventsText: board.data.words.none_here,
    views: {
      listWeek: { listItemEventClass: "list-item", listItemEventBeforeClass: "list-dot" },
      dayGridWeek: {
        dayCellClass: "day",
        dayCellDidMount: ({ el, ...info }) => {
          if (board.data.editable && row.id !== "" && !info.inPopover) addButton(board, el, info, row);
        },
      },
    },
    events: (_info, draw) => draw(board.eventsIn(row.id)),
    dateClick: (info) => board.onPlace(placeOf(info, row.id)),
    drop: (info) => {
      const card = info.draggedEl.dataset["cardId"];
      if (card !== undefined) board.onDropped(card, placeOf(info, row.id), info.jsEvent);
    },
    eventReceive: ({ event }) => {
      board.onCrossed(event, row.id);
      event.remove();
    },
  };
}

function views(board: Board, viewType: string): CalendarOptions {
  const { data } = board;
  return {
    initialView: viewType,
    height: heightOf(viewType, data),
    views: {
      listMonth: { listItemEventClass: "list-item", listItemEventBeforeClass: "list-dot" },
      dayGridMonth: {
        dayCellClass: "day",
        dayCellDidMount: ({ el, ...info }) => {
          if (board.data.editable && !info.inPopover) addButton(board, el, info);
        },
      },
      timeGridWeek: { ...HOURS, titleFormat: { day: "numeric", month: "short", year: "numeric" } },
      // Only its bar is shown; beneath it the timeline draws a row for each channel.
      dayGridTimeline: {
        type: "dayGrid",
        duration: { weeks: 1 },
        titleFormat: { day: "numeric", month: "short", year: "numeric" },
      },
      timeGridDay: { ...HOURS, titleFormat: { weekday: "long", day: "numeric", month: "long", year: "numeric" } },
    },
    datesSet: (info) => {
      board.setHeight(heightOf(info.view.type, data));
      board.onRange(info.start, info.end, info.view.type);
    },
    events: ({ start, end }, draw) => draw(board.isTimeline ? [] : board.events(start, end)),
  };
}

/** A line for what the days are for: an all-day row in the week, one more place in a month's day. */
function notesShown(data: CalendarData): { allDaySlot: boolean; dayMaxEvents: number } {
  const any = data.notes.length > 0 || data.layer.some((event) => event.all_day);
  return { allDaySlot: any, dayMaxEvents: any ? 4 : 3 };
}

/** Make room for what the days are for, or take it away. */
export function showNotes(calendar: Calendar, data: CalendarData): void {
  const { allDaySlot, dayMaxEvents } = notesShown(data);
  if (calendar.getOption("allDaySlot") === allDaySlot) return;
  calendar.setOption("allDaySlot", allDaySlot);
  calendar.setOption("dayMaxEvents", dayMaxEvents);
}

/** A week scrolls through its hours; month and list are as long as what they hold. */
function heightOf(viewType: string, data: CalendarData): number | "auto" {
  return viewType.startsWith("timeGrid") ? data.height : "auto";
}

function people(board: Board): CalendarOptions {
  return {
    editable: board.data.editable,
    droppable: board.data.editable,
    eventDurationEditable: false,
    eventInteractive: true,
    forceEventDuration: true,
    defaultTimedEventDuration: "00:30",
    // A post has a time of day, so it can't be dropped among what whole days are for.
    eventAllow: (span, event) => !event || event.allDay || !span.allDay,
    // A post is an instant: one at 23:45 must not spill into the next day of the month view.
    nextDayThreshold: "12:00",
    dragRevertDuration: 150,
    longPressDelay: 350,
    eventDidMount: ({ el, event }) => {
      const chip = chipOf(event);
      // The events of a list are buttons, which may stand in a group and not in a list.
      el.closest('[role="list"], [role="group"]')?.setAttribute("role", "group");
      if (!chip) return;
      el.dataset["eventId"] = event.id;
      el.setAttribute("aria-label", chip.said().spoken);
      if (chip.kind === "post") el.setAttribute("aria-pressed", String(board.selection.has(chip.key)));
    },
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      const chip = chipOf(event);
      if (chip?.kind === "post" && (jsEvent.ctrlKey || jsEvent.metaKey || jsEvent.shiftKey)) board.onChosen(chip);
      else if (chip) board.onChip(chip, event.start);
    },
    dateClick: (info) => board.onPlace(placeOf(info)),
    eventDragStart: () => board.holdDrawing(),
    eventDrop: ({ event, oldEvent, jsEvent }) => board.onDragged(event, oldEvent, jsEvent),
    drop: (info) => board.onDropped(info.draggedEl.dataset["cardId"] ?? "", placeOf(info), info.jsEvent),
    eventReceive: ({ event }) => event.remove(),
  };
}

function placeOf(point: { date: Date; dateStr: string; allDay: boolean }, row = ""): Place {
  const channel = row ? { channel: row } : {};
  if (point.allDay) return { day: point.dateStr.slice(0, 10), all_day: true, ...channel };
  return { start: point.date.toISOString(), ...channel };
}

/** A button to write on that day: shown on hover, reached by arrow keys. */
function addButton(board: Board, cell: HTMLElement, info: Pick<DayCellInfo, "isToday" | "isOther">, row?: RowData): void {
  const day = cell.dataset["date"] ?? "";
  const add = element("button", "add", icon("gap")) as HTMLButtonElement;
  add.type = "button";
  add.dataset["addDay"] = day;
  add.tabIndex = info.isToday || (day.endsWith("-01") && !info.isOther) ? 0 : -1;
  const { words, locale } = board.data;
  const sentence = row ? words.add_in : words.add;
  add.setAttribute("aria-label", say(sentence, { day: spokenDay(day, locale), title: row?.title ?? "" }));
  add.addEventListener("click", (click) => {
    if (click.detail === 0) board.onPlace({ day, all_day: true, ...(row ? { channel: row.id } : {}) });
  });
  cell.append(add);
}
