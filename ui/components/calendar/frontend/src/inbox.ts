/** The tray beside the calendar, with its tabs: cards to drag, or to pick and then place, which works by touch and by keyboard. */
import { Draggable } from "fullcalendar/interaction";
import { button, element, fill, icon } from "./icons.ts";
import type { Picture } from "./pending.ts";
import type { CalendarData, CardData, TrayData } from "./types.ts";

export class Inbox {
  readonly node = element("aside", "inbox");
  picked: string | null = null;
  private cards: CardData[] = [];
  private words: CalendarData["words"] | undefined;
  private trays: TrayData[] = [];
  /** The open tab, and whether its cards are still on their way. */
  private tray = "";
  private isComing = false;
  private readonly draggable: Draggable;

  private readonly open: (tray: string) => void;

  constructor(mirrorHome: HTMLElement, open: (tray: string) => void) {
    this.open = open;
    this.draggable = new Draggable(this.node, {
      itemSelector: ".card[data-card-id]",
      minDistance: 4,
      appendTo: mirrorHome,
      eventData: (card) => ({
        title: card.dataset["title"] ?? "",
        duration: "00:30",
        extendedProps: { placing: card.dataset["cardId"] },
      }),
    });
    this.node.addEventListener("click", (click) => this.toggle(cardAt(click)));
    this.node.addEventListener("keydown", (key) => {
      if (key.key !== "Enter" && key.key !== " ") return;
      key.preventDefault();
      this.toggle(cardAt(key));
    });
  }

  draw(data: CalendarData, drawn: Picture): void {
    this.words = data.words;
    this.trays = data.trays;
    this.tray = drawn.tray ?? data.tray;
    this.isComing = this.tray !== data.tray;
    const cards = this.isComing ? [] : drawn.inbox;
    this.cards = cards;
    if (!cards.some((card) => card.id === this.picked)) this.picked = null;
    if (this.node.hidden === data.show_inbox) this.node.hidden = !data.show_inbox;
    if (this.node.ariaLabel !== data.words.inbox) this.node.ariaLabel = data.words.inbox;
    this.render(data.editable);
  }

  release(): void {
    this.toggle(this.picked);
  }

  destroy(): void {
    this.draggable.destroy();
  }

  private toggle(id: string | null): void {
    if (id === null) return;
    this.picked = this.picked === id ? null : id;
    this.render(true);
    this.node.querySelector<HTMLElement>(`[data-card-id="${CSS.escape(id)}"]`)?.focus();
  }

  private render(editable: boolean): void {
    const root = this.node.getRootNode() as ShadowRoot | Document;
    const onTab = root.activeElement instanceof HTMLElement && root.activeElement.dataset["tray"] !== undefined;
    this.fill(editable);
    if (onTab) this.node.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  }

  private fill(editable: boolean): void {
    const words = this.words;
    if (!words) return;
    const tray = this.trays.find((each) => each.id === this.tray);
    const count = element("span", "inbox-count", this.isComing ? "…" : String(this.cards.length));
    const hint = element("p", "inbox-hint", this.picked === null ? (tray?.hint ?? words.inbox_hint) : words.picked);
    hint.setAttribute("role", "status");
    const cards = this.cards.map((card) => this.drawCard(card, editable));
    const empty = element("p", "inbox-empty", this.isComing ? "" : (tray?.empty ?? words.inbox_empty));
    this.node.classList.toggle("has-picked", this.picked !== null);
    const title = this.trays.length > 1 ? this.drawTabs(count) : element("h3", "inbox-title", words.inbox, count);
    fill(this.node, [title, ...(cards.length > 0 ? [hint, element("div", "cards", ...cards)] : [empty])]);
  }

  /** The tabs; the arrow keys go from one to the next. */
  private drawTabs(count: HTMLElement): HTMLElement {
    const tabs = this.trays.map(({ id, title }) => {
      const isOpen = id === this.tray;
      const tab = button(title, () => this.turnTo(id));
      tab.className = "tray-tab";
      tab.dataset["tray"] = id;
      tab.tabIndex = isOpen ? 0 : -1;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(isOpen));
      if (isOpen) tab.append(count);
      return tab;
    });
    const list = element("div", "tray-tabs", ...tabs);
    list.setAttribute("role", "tablist");
    list.addEventListener("keydown", (key) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key.key];
      const at = this.trays.findIndex((each) => each.id === this.tray) + (step ?? 0);
      const next = this.trays[(at + this.trays.length) % this.trays.length];
      if (step === undefined || !next) return;
      key.preventDefault();
      this.turnTo(next.id);
    });
    return list;
  }

  private turnTo(id: string): void {
    if (id !== this.tray) this.open(id);
    this.node.querySelector<HTMLElement>(`[data-tray="${CSS.escape(id)}"]`)?.focus();
  }

  private drawCard(card: CardData, editable: boolean): HTMLElement {
    const facts = [card.source, card.age].filter(Boolean).join(" · ");
    const body = element("span", "card-body", element("span", "card-title", card.title));
    if (facts) body.append(element("span", "card-facts", facts));
    if (card.reason) body.append(element("span", "card-reason", card.reason));
    const node = element("div", "card", icon("grip"), body);
    node.classList.toggle("is-picked", card.id === this.picked);
    if (!editable) return node;
    node.tabIndex = 0;
    node.setAttribute("role", "button");
    node.setAttribute("aria-pressed", String(card.id === this.picked));
    node.dataset["cardId"] = card.id;
    node.dataset["title"] = card.title;
    return node;
  }
}

function cardAt(event: Event): string | null {
  const path = event.composedPath().filter((node): node is HTMLElement => node instanceof HTMLElement);
  return path.find((node) => node.dataset["cardId"] !== undefined)?.dataset["cardId"] ?? null;
}
