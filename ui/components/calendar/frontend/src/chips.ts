/** Turns posts, open slots and placed cards into FullCalendar's events, and draws them as chips. */
import type { EventDisplayInfo, EventInput } from "fullcalendar";
import { element, icon } from "./icons.ts";
import type { Picture } from "./pending.ts";
import type { CalendarData, EventData, GapData, GoodBandData, LayerData, NoteData } from "./types.ts";
import { say, spokenDay, spokenInstant } from "./wording.ts";

export type Kind = "post" | "gap" | "ghost" | "note" | "layer" | "good";

export interface Chip {
  kind: Kind;
  key: string;
  state: string;
  label: string;
  title: string;
  channel: string;
  colour: string | null;
  version: number;
  tooltip: string;
  /** What is said of it beside what it shows. Asked for where it is drawn: of a thousand posts a few are. */
  said: () => Said;
  /** The row of the timeline that it stands in; empty for what is for all of them. */
  row: string;
}

export interface Said {
  /** To those who do not see it. */
  spoken: string;
  /** To the pointer that rests on it. */
  tooltip: string;
}

export function eventInputs(data: CalendarData, drawn: Picture): EventInput[] {
  const ghosts = drawn.ghosts.map(({ id, title, start, allDay, row }): EventInput => {
    const chip = blank("ghost", id, { title, state: "draft", row });
    return { id: `ghost:${id}`, title, start, allDay, editable: false, extendedProps: { chip } };
  });
  return [
    ...data.notes.map((note) => noteInput(data, note)),
    ...data.layer.map((event) => layerInput(data, event)),
    ...data.good_bands.map(goodInput),
    ...drawn.events.map((event) => postInput(data, event)),
    ...drawn.gaps.map((gap) => gapInput(data, gap)),
    ...ghosts,
  ];
}

function postInput(data: CalendarData, event: EventData): EventInput {
  const label = event.label || event.state.replaceAll("_", " ");
  const said = (): Said => {
    const when = spokenInstant(new Date(event.start), data.locale, data.zone);
    const tooltip = lines(listed(event.channel, when, label), event.tooltip);
    return { spoken: listed(event.title, event.channel, label, when), tooltip };
  };
  const chip = blank("post", event.id, { ...event, label, said });
  const { title, start, end } = event;
  const editable = data.editable && event.movable;
  return { id: `post:${event.id}`, title, start, ...(end ? { end } : {}), editable, extendedProps: { chip } };
}

function gapInput(data: CalendarData, gap: GapData): EventInput {
  const { words, locale, zone } = data;
  const known = gap.proposal
    ? { ...ghostOf(gap), label: words.proposal }
    : { ...gap, title: gap.label || words.open_slot, state: "gap" };
  const said = (): Said => {
    const what = gap.proposal ? [words.proposal, gap.proposal, gap.source] : [words.open_slot];
    return { ...saidOf(known), spoken: listed(...what, gap.label, spokenInstant(new Date(gap.start), locale, zone)) };
  };
  const chip = blank("gap", gap.id, { ...known, said });
  return { id: `gap:${gap.id}`, title: chip.title, start: gap.start, editable: false, extendedProps: { chip } };
}

/** What is proposed for an open slot, as a ghost in its place. */
function ghostOf(gap: GapData): Partial<Chip> {
  const tooltip = lines(gap.proposal, `${gap.source} · ${gap.label}`, gap.reason);
  return { title: gap.proposal, channel: gap.source, state: "proposed", colour: gap.colour, row: gap.row, tooltip };
}

function noteInput(data: CalendarData, note: NoteData): EventInput {
  const said = (): Said => {
    return { ...saidOf(note), spoken: listed(note.tooltip || note.title, spokenDay(note.day, data.locale)) };
  };
  const state = note.is_pause ? "pause" : note.is_quiet ? "quiet" : "note";
  const chip = blank("note", note.day, { ...note, state, said });
  const id = state === "note" ? `note:${note.day}` : `${state}:${note.day}:${note.title}`;
  const end = note.until ?? undefined;
  return { id, title: note.title, start: note.day, end, allDay: true, editable: false, extendedProps: { chip } };
}

function layerInput(data: CalendarData, event: LayerData): EventInput {
  const { start, end, all_day: allDay, title, calendar } = event;
  const said = (): Said => {
    const when = allDay ? spokenDay(start, data.locale) : spokenInstant(new Date(start), data.locale, data.zone);
    return { ...saidOf(event), spoken: listed(event.tooltip || title, calendar, when) };
  };
  const state = event.is_off ? "layer-off" : "layer";
  const chip = blank("layer", event.id, { ...event, channel: calendar, state, said });
  return { id: `layer:${event.id}`, title, start, end, allDay, editable: false, extendedProps: { chip } };
}

/** Drawn behind the hours; nothing of it can be clicked, so that the hour beneath can be. */
function goodInput(band: GoodBandData): EventInput {
  const { id, title, start, end } = band;
  const chip = blank("good", id, { title, state: "good", tooltip: band.tooltip });
  return { id: `good:${id}`, title, start, end, display: "background", interactive: false, extendedProps: { chip } };
}

function blank(kind: Kind, key: string, known: Partial<Chip>): Chip {
  const said = (): Said => saidOf(known);
  return {
    label: "", title: "", channel: "", colour: null, version: 0, tooltip: "", state: "", said, row: "",
    ...known, kind, key,
  };
}

function saidOf({ title = "", tooltip = "" }: Partial<Pick<Chip, "title" | "tooltip">>): Said {
  return { spoken: tooltip || title, tooltip };
}

function listed(...words: string[]): string {
  return words.filter(Boolean).join(", ");
}

function lines(...words: string[]): string {
  return words.filter(Boolean).join("\n");
}

export function chipOf(event: { extendedProps: Record<string, unknown> }): Chip | undefined {
  return event.extendedProps["chip"] as Chip | undefined;
}

export function inputChip(input: EventInput): Chip | undefined {
  return chipOf({ extendedProps: input.extendedProps ?? {} });
}

/** How chips were drawn last, and how they look so. */
const looks = new WeakMap<Chip, { manner: string; html: string }>();

/**
 * The whole look of an event; FullCalendar's own box around it stays bare. It asks for the look of every event in
 * sight at each of its drawings, and leaves in place what looks as before. As text, which the browser itself wrote
 * and escaped: elements it would take out and put in again.
 */
export function drawChip(info: EventDisplayInfo, chosen: { has(id: string): boolean }): { html: string } {
  const chip = chipOf(info.event) ?? blank("ghost", "", { title: info.event.title, state: "draft" });
  const { timeText, isDraggable, event, view } = info;
  const manner = JSON.stringify([timeText, isDraggable, event.allDay, view.type, chosen.has(chip.key)]);
  const known = looks.get(chip);
  if (known?.manner === manner) return known;
  const look = { manner, html: drawn(chip, info, chosen).outerHTML };
  looks.set(chip, look);
  return look;
}

function drawn(chip: Chip, info: EventDisplayInfo, chosen: { has(id: string): boolean }): HTMLElement {
  if (chip.kind === "good") {
    const band = element("div", "good-title", chip.title);
    band.title = chip.tooltip;
    return band;
  }
  const box = element("div", `chip kind-${chip.kind} state-${chip.state}`);
  if (chip.colour) box.style.setProperty("--c", chip.colour);
  box.classList.toggle("is-fixed", chip.kind === "post" && !info.isDraggable);
  box.classList.toggle("is-chosen", chip.kind === "post" && chosen.has(chip.key));
  box.title = chip.said().tooltip;
  if (chip.kind === "note" || (chip.kind === "layer" && info.event.allDay && !info.view.type.startsWith("list"))) {
    box.append(icon(chip.state), element("span", "chip-title", chip.title));
    return box;
  }
  const time = element("span", "chip-time", info.timeText);
  const channel = element("span", "chip-channel", chip.channel);
  const title = element("span", "chip-title", chip.title);
  if (info.view.type.startsWith("list")) {
    const state = element("span", "chip-state", icon(chip.state), chip.label);
    box.append(time, element("span", "chip-body", title, element("span", "chip-facts", state, channel)));
  } else {
    box.append(element("span", "chip-top", icon(chip.state), time, channel), title);
  }
  return box;
}

/** One entry for each state in sight: what the icon and the colour mean. */
export function drawLegend(data: CalendarData): HTMLElement[] {
  const labels = new Map(data.events.map((event) => [event.state, event.label || event.state.replaceAll("_", " ")]));
  if (data.gaps.some((gap) => !gap.proposal)) labels.set("gap", data.words.open_slot);
  if (data.gaps.some((gap) => gap.proposal) && !labels.has("proposed")) labels.set("proposed", data.words.proposal);
  const entries = [...labels].map(([state, label]) =>
    element("span", `legend-entry state-${state}`, icon(state), label),
  );
  for (const { label, colour } of data.legend) {
    const entry = element("span", "legend-entry legend-colour", element("span", "swatch"), label);
    entry.style.setProperty("--c", colour);
    entries.push(entry);
  }
  const others = new Map(data.layer.map((event) => [event.calendar, event.colour]));
  for (const [calendar, colour] of others) {
    const entry = element("span", "legend-entry state-layer", icon("layer"), calendar);
    if (colour) entry.style.setProperty("--c", colour);
    entries.push(entry);
  }
  return [...entries, element("span", "legend-zone", icon("globe"), say(data.words.zone, { zone: data.zone }))];
}
