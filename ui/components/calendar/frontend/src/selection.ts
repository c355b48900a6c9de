/** Posts chosen together, and the bar of what can be done with all of them. */
import { button, element } from "./icons.ts";
import type { Bulk, CalendarData, EventData } from "./types.ts";
import { say } from "./wording.ts";

type Deed = Omit<Bulk, "type" | "posts">;

export class Selection {
  readonly bar = element("div", "bar");
  private readonly chosen = new Set<string>();
  private readonly act: (bulk: Bulk) => void;
  private readonly changed: () => void;

  constructor(act: (bulk: Bulk) => void, changed: () => void) {
    this.act = act;
    this.changed = changed;
    this.bar.setAttribute("role", "toolbar");
    this.bar.hidden = true;
  }

  has(id: string): boolean {
    return this.chosen.has(id);
  }

  get size(): number {
    return this.chosen.size;
  }

  /** Choose a post, or let it go; true when it is chosen now. */
  toggle(id: string): boolean {
    const added = !this.chosen.delete(id);
    if (added) this.chosen.add(id);
    this.changed();
    return added;
  }

  clear(): void {
    if (this.chosen.size === 0) return;
    this.chosen.clear();
    this.changed();
  }

  /** Do something with all chosen posts, in the versions that are shown. */
  do(data: Pick<CalendarData, "events">, deed: Deed): void {
    const posts = this.among(data.events).map(({ id, version }) => ({ id, version }));
    if (posts.length === 0) return;
    this.act({ type: "bulk", posts, ...deed });
    if (deed.action !== "shift") this.clear();
  }

  /** Forget what is out of sight, and draw the bar. */
  draw(data: CalendarData, shown: EventData[]): void {
    const inSight = new Set(shown.map((event) => event.id));
    for (const id of this.chosen) if (!inSight.has(id)) this.chosen.delete(id);
    const isBare = this.chosen.size === 0;
    if (this.bar.hidden !== isBare) this.bar.hidden = isBare;
    if (isBare) return this.bar.replaceChildren();
    const { words } = data;
    const count = say(words.chosen, { count: this.chosen.size });
    this.bar.setAttribute("aria-label", count);
    const offer = (label: string, deed: Deed) => button(label, () => this.do({ events: shown }, deed));
    this.bar.replaceChildren(
      element("strong", "bar-count", count),
      offer(words.day_earlier, { action: "shift", days: -1 }),
      offer(words.day_later, { action: "shift", days: 1 }),
      offer(words.week_later, { action: "shift", days: 7 }),
      ...(data.decides ? [offer(words.approve, { action: "approve" })] : []),
      offer(words.copy_posts, { action: "copy" }),
      offer(words.cancel_posts, { action: "cancel" }),
      button(words.let_go, () => this.clear()),
    );
  }

  private among(events: EventData[]): EventData[] {
    return events.filter((event) => this.chosen.has(event.id));
  }
}
