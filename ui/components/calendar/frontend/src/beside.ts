/**
 * What is known of the spans beside the one in sight: those before and after it, and those people came from. A step
 * is drawn from here at once; Python's own answer is laid over it when it comes.
 */
import type { CalendarData, Range, SpanData } from "./types.ts";
import { isSame } from "./views.ts";

/** So many milliseconds nobody did anything before the spans are asked for. */
const QUIET = 600;
/** The span in sight, those around it, and as many people passed through. */
const MOST = 6;
const BUSY = ["pointerdown", "pointerup", "keydown", "visibilitychange"];

export class Beside {
  private readonly spans = new Map<string, SpanData>();
  /** For what the spans were asked last, and for what they are to be asked next. */
  private asked = "";
  private wanted = "";
  private timer = 0;
  private isHeld = false;

  private readonly onKnown = (event: Event): void => {
    for (const span of (event as CustomEvent<SpanData[]>).detail) this.keep(span);
  };
  private readonly onBusy = ({ type }: Event): void => {
    this.isHeld = type === "pointerdown" || (this.isHeld && type !== "pointerup");
    this.wait();
  };

  constructor() {
    document.addEventListener("rounds:beside", this.onKnown);
    for (const type of BUSY) document.addEventListener(type, this.onBusy, { capture: true });
  }

  destroy(): void {
    clearTimeout(this.timer);
    document.removeEventListener("rounds:beside", this.onKnown);
    for (const type of BUSY) document.removeEventListener(type, this.onBusy, { capture: true });
  }

  /** Take over what Python told of the span in sight, and ask in a quiet moment for those beside it. */
  settle(data: CalendarData): void {
    const { shown, about, events, gaps, notes, layer, good_bands, legend, rows } = data;
    this.keep({ shown, about, events, gaps, notes, layer, good_bands, legend, rows });
    this.wanted = JSON.stringify([shown, about, data.rev]);
    this.wait();
  }

  /** The data, with what is known of `range` in it where they are about another span. */
  over(data: CalendarData, range: Range | null): CalendarData {
    const isOther = range !== null && data.shown !== null && !isSame(data.shown, range);
    const span = isOther ? this.spans.get(nameOf(range)) : undefined;
    return span?.about === data.about ? { ...data, ...span } : data;
  }

  private keep(span: SpanData): void {
    if (span.shown === null) return;
    const name = nameOf(span.shown);
    this.spans.delete(name);
    this.spans.set(name, span);
    for (const oldest of [...this.spans.keys()].slice(0, -MOST)) this.spans.delete(oldest);
  }

  private wait(): void {
    clearTimeout(this.timer);
    if (this.wanted === this.asked || this.isHeld || document.hidden) return;
    this.timer = setTimeout(() => {
      this.asked = this.wanted;
      document.dispatchEvent(new CustomEvent("rounds:ask-beside"));
    }, QUIET);
  }
}

function nameOf({ start, end, view }: Range): string {
  return [Date.parse(start), Date.parse(end), view].join();
}
