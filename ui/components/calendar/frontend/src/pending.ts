/** Draws the plan as it will be once Python agrees: the data, with the unacknowledged operations laid over it. */
import type { CalendarData, CardData, EventData, GapData, Operation } from "./types.ts";
import { DAY } from "./views.ts";

const MINUTE = 60_000;

export interface Ghost {
  id: string;
  title: string;
  start: string;
  allDay: boolean;
  /** The row of the timeline, where it hit one. */
  row: string;
}

export interface Picture {
  events: EventData[];
  ghosts: Ghost[];
  inbox: CardData[];
  gaps: GapData[];
  /** The tab of the tray that was asked for and has not come yet. */
  tray: string | null;
}

export function picture(data: Pick<CalendarData, "events" | "inbox" | "gaps">, pending: readonly Operation[]): Picture {
  const events = new Map(data.events.map((event) => [event.id, event]));
  const cards = new Map(data.inbox.map((card) => [card.id, card]));
  const gaps = new Map(data.gaps.map((gap) => [gap.id, gap]));
  const ghosts: Ghost[] = [];
  let tray: string | null = null;
  for (const operation of pending) {
    if (operation.type === "move") {
      const event = events.get(operation.id);
      const stays = operation.channel !== undefined && operation.channel !== event?.row;
      if (event && !stays) events.set(event.id, moved(event, operation.start));
    } else if (operation.type === "bulk" && operation.action === "shift") {
      const by = (operation.days ?? 0) * DAY + (operation.minutes ?? 0) * MINUTE;
      for (const chosen of operation.posts) {
        const event = events.get(chosen.id);
        const start = event && written(Date.parse(event.start) + by);
        if (event && start && event.movable) events.set(event.id, moved(event, start));
      }
    } else if (operation.type === "place") {
      const card = cards.get(operation.item_id);
      if (!card) continue;
      cards.delete(card.id);
      const allDay = "day" in operation;
      const start = allDay ? operation.day : operation.start;
      const row = operation.channel ?? gaps.get(operation.gap_id ?? "")?.row ?? "";
      gaps.delete(operation.gap_id ?? "");
      ghosts.push({ id: card.id, title: card.title, allDay, start, row });
    } else if (operation.type === "tray") {
      tray = operation.id;
    } else if (operation.type === "accept") {
      const gap = gaps.get(operation.gap_id);
      if (gap) ghosts.push({ id: gap.id, title: gap.proposal, allDay: false, start: gap.start, row: gap.row });
      gaps.delete(operation.gap_id);
    }
  }
  return { events: [...events.values()], ghosts, inbox: [...cards.values()], gaps: [...gaps.values()], tray };
}

/** Each move is expected to raise the version by one, so that a second one can follow before the first is answered. */
function moved(event: EventData, start: string): EventData {
  const span = event.end ? Date.parse(event.end) - Date.parse(event.start) : 0;
  const end = event.end ? written(Date.parse(start) + span) : null;
  return { ...event, start: written(Date.parse(start)), end, version: event.version + 1 };
}

/** An instant as Python writes it: its answer is compared with what was drawn. */
function written(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
