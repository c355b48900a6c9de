/**
 * What FullCalendar was given. Only what differs is given to it again, so that it draws no more than that: a month
 * may hold a thousand posts, and mostly one of them has moved, or Python only agrees with what was drawn.
 */
import type { Calendar, EventInput } from "fullcalendar";
import { inputChip, type Chip } from "./chips.ts";
import { DAY } from "./views.ts";

/** More changes than these are drawn faster all at once than one by one. */
const MANY = 60;

export class Given {
  /** Each event as it was given last, as text, by its id. */
  private texts = new Map<string, string>();
  private readonly besides: (chip: Chip | undefined) => unknown;

  /** `besides` tells what else an event is drawn by. */
  constructor(besides: (chip: Chip | undefined) => unknown) {
    this.besides = besides;
  }

  /** Return those of a time, and note that just they are given now. */
  all(inputs: EventInput[], from: Date, until: Date): EventInput[] {
    const inSight = inputs.filter((input) => isWithin(input, from.getTime(), until.getTime()));
    this.texts = this.textsOf(inSight);
    return inSight;
  }

  /** FullCalendar moved an event by itself: it must be given again, whatever comes of the move. */
  forget(id: string): void {
    this.texts.set(id, "");
  }

  /** Let the calendar hold just these. */
  lay(calendar: Calendar, inputs: EventInput[]): void {
    const isOther = inputs.filter(({ id = "" }) => !this.texts.has(id)).length > MANY;
    if (isOther) return calendar.refetchEvents();
    const texts = this.textsOf(inputs);
    const changed = inputs.filter(({ id = "" }) => texts.get(id) !== this.texts.get(id));
    const gone = [...this.texts.keys()].filter((id) => !texts.has(id));
    const isMuch = changed.length + gone.length > MANY || texts.size < inputs.length;
    if (isMuch) return calendar.refetchEvents();
    for (const id of [...gone, ...changed.map((input) => input.id ?? "")]) calendar.getEventById(id)?.remove();
    for (const input of changed) calendar.addEvent(input, true);
    this.texts = texts;
  }

  private textsOf(inputs: EventInput[]): Map<string, string> {
    return new Map(inputs.map((input) => [input.id ?? "", JSON.stringify([input, this.besides(inputChip(input))])]));
  }
}

/** May it be seen between these? A day more than needed does no harm: days begin elsewhere at other times. */
function isWithin({ start, end }: EventInput, from: number, until: number): boolean {
  const [begins, ends] = [Date.parse(String(start)), Date.parse(String(end ?? start))];
  return begins < until + DAY && ends > from - DAY;
}
