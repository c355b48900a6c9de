/**
 * Keeps the keyboard's focus on a post while FullCalendar replaces its element. A post that has none just now,
 * because it hides among "more", stays in hand, so that the next key still moves it, until people turn elsewhere.
 */
import type { Memory } from "./memory.ts";

/** For so many frames after a drawing the element of a post may still be on its way. */
const FRAMES = 30;

export class Focus {
  /** What should have the focus after the next drawing. */
  wanted: string | null = null;
  private search = 0;
  private readonly node: HTMLElement;
  private readonly memory: Memory;
  private readonly onElsewhere = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.key === "Tab") this.memory.focus = null;
  };

  constructor(node: HTMLElement, memory: Memory) {
    this.node = node;
    this.memory = memory;
    document.addEventListener("pointerdown", this.onElsewhere);
    document.addEventListener("keydown", this.onElsewhere);
  }

  destroy(): void {
    cancelAnimationFrame(this.search);
    document.removeEventListener("pointerdown", this.onElsewhere);
    document.removeEventListener("keydown", this.onElsewhere);
  }

  /** Draw, and let what had the focus have it again. */
  over(draw: () => void): void {
    const keep = this.wanted ?? idAt(this.root.activeElement);
    draw();
    this.wanted = null;
    this.memory.focus = keep ?? this.memory.focus;
    if (this.memory.focus !== null) this.find(this.memory.focus, FRAMES);
  }

  /** The event at hand: the focused one, or the one that has no element just now. */
  get held(): string | null {
    return idAt(this.root.activeElement) ?? this.memory.focus;
  }

  private get root(): ShadowRoot | Document {
    return this.node.getRootNode() as ShadowRoot | Document;
  }

  private find(id: string, frames: number): void {
    cancelAnimationFrame(this.search);
    this.search = requestAnimationFrame(() => {
      const focused = this.root.activeElement ?? document.activeElement;
      const heir = this.node.querySelector<HTMLElement>(`[data-event-id="${CSS.escape(id)}"]`);
      const elsewhere = focused !== null && focused !== document.body;
      if (elsewhere && idAt(focused) !== id) this.memory.focus = null;
      else if (frames > 0) {
        if (focused !== heir) heir?.focus({ preventScroll: true });
        this.find(id, frames - 1);
      } else if (focused === heir) this.memory.focus = null;
    });
  }
}

function idAt(element: Element | null): string | null {
  return element?.closest<HTMLElement>("[data-event-id]")?.dataset["eventId"] ?? null;
}
