/** Turns posts, open slots and placed cards into FullCalendar's events, and draws them as chips. */
import type { EventDisplayInfo, EventInput } from "fullcalendar";
import { element, icon } from "./icons.ts";
import type { Picture } from "./pending.ts";
import type { CalendarData, EventData, GapData, GoodBandData, LayerData, NoteData } from "./types.ts";
import { say, spokenDay, spokenInstant } from "./wording.ts";

const HALF_HOUR = 30 * 60 * 1000;

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
  spoken: string;
  /** The row of the timeline that it stands in; empty for what is for all of them. */
  row: string;
}

export function eventInputs(data: CalendarData, drawn: Picture): EventInput[] {
  const ghosts = drawn.ghosts.map(({ id, title, start, allDay, row }): EventInput => {
    const chip = blank("ghost", id, { title, state: "draft", spoken: title, row });
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
  const when = spokenInstant(new Date(event.start), data.locale, data.zone);
  const spoken = [event.title, event.channel, label, when].filter(Boolean).join(", ");
  const tooltip = [[event.channel, when, label].filter(Boolean).join(", "), event.tooltip].filter(Boolean).join("\n");
  const chip = blank("post", event.id, { ...event, label, spoken, tooltip });
  const end = event.end ?? new Date(Date.parse(event.start) + HALF_HOUR).toISOString();
  const editable = data.editable && event.movable;
  return { id: `post:${event.id}`, title: event.title, start: event.start, end, editable, extendedProps: { chip } };
}

function gapInput(data: CalendarData, gap: GapData): EventInput {
  const when = spokenInstant(new Date(gap.start), data.locale, data.zone);
  const said = gap.proposal ? [data.words.proposal, gap.proposal, gap.source] : [data.words.open_slot];
  const spoken = [...said, gap.label, when].filter(Boolean).join(", ");
  const chip = gap.proposal
    ? blank("gap", gap.id, { ...ghostOf(gap), label: data.words.proposal, spoken })
    : blank("gap", gap.id, { ...gap, title: gap.label || data.words.open_slot, state: "gap", spoken });
  const end = new Date(Date.parse(gap.start) + HALF_HOUR).toISOString();
  return { id: `gap:${gap.id}`, title: chip.title, start: gap.start, end, editable: false, extendedProps: { chip } };
}

/** What is proposed for an open slot, as a ghost in its place. */
function ghostOf(gap: GapData): Partial<Chip> {
  const tooltip = [gap.proposal, `${gap.source} · ${gap.label}`, gap.reason].filter(Boolean).join("\n");
  return { title: gap.proposal, channel: gap.source, state: "proposed", colour: gap.colour, row: gap.row, tooltip };
}

function noteInput(data: CalendarData, note: NoteData): EventInput {
  const spoken = [note.tooltip || note.title, spokenDay(note.day, data.locale)].join(", ");
  const state = note.is_pause ? "pause" : note.is_quiet ? "quiet" : "note";
  const chip = blank("note", note.day, { ...note, state, spoken });
  const id = state === "note" ? `note:${note.day}` : `${state}:${note.day}:${note.title}`;
  const end = note.until ?? undefined;
  return { id, title: note.title, start: note.day, end, allDay: true, editable: false, extendedProps: { chip } };
}

function layerInput(data: CalendarData, event: LayerData): EventInput {
  const { start, end, all_day: allDay, title, calendar } = event;
  const when = allDay ? spokenDay(start, data.locale) : spokenInstant(new Date(start), data.locale, data.zone);
  const spoken = [event.tooltip || title, calendar, when].filter(Boolean).join(", ");
  const state = event.is_off ? "layer-off" : "layer";
  const chip = blank("layer", event.id, { ...event, channel: calendar, state, spoken });
  return { id: `layer:${event.id}`, title, start, end, allDay, editable: false, extendedProps: { chip } };
}

/** Drawn behind the hours; nothing of it can be clicked, so that the hour beneath can be. */
function goodInput(band: GoodBandData): EventInput {
  const { id, title, start, end } = band;
  const chip = blank("good", id, { title, state: "good", tooltip: band.tooltip, spoken: band.tooltip || title });
  return { id: `good:${id}`, title, start, end, display: "background", interactive: false, extendedProps: { chip } };
}

function blank(kind: Kind, key: string, known: Partial<Chip>): Chip {
  return {
    label: "", title: "", channel: "", colour: null, version: 0, tooltip: "", state: "", spoken: "", row: "",
    ...known, kind, key,
  };
}

export function chipOf(event: { extendedProps: Record<string, unknown> }): Chip | undefined {
  return event.extendedProps["chip"] as Chip | undefined;
}

export function inputChip(input: EventInput): Chip | undefined {
  return chipOf({ extendedProps: input.extendedProps ?? {} });
}

/** The whole look of an event is this element; FullCalendar's own box around it stays bare. */
export function drawChip(info: EventDisplayInfo, chosen: { has(id: string): boolean }): { domNodes: Node[] } {
  const chip = chipOf(info.event) ?? blank("ghost", "", { title: info.event.title, state: "draft" });
  if (chip.kind === "good") {
    const band = element("div", "good-title", chip.title);
    band.title = chip.tooltip;
    return { domNodes: [band] };
  }
  const box = element("div", `chip kind-${chip.kind} state-${chip.state}`);
  if (chip.colour) box.style.setProperty("--c", chip.colour);
  box.classList.toggle("is-fixed", chip.kind === "post" && !info.isDraggable);
  box.classList.toggle("is-chosen", chip.kind === "post" && chosen.has(chip.key));
  box.title = chip.tooltip;
  if (chip.kind === "note" || (chip.kind === "layer" && info.event.allDay && !info.view.type.startsWith("list"))) {
    box.append(icon(chip.state), element("span", "chip-title", chip.title));
    return { domNodes: [box] };
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
  return { domNodes: [box] };
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
