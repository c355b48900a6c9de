/** The inbox beside the calendar: cards to drag, or to pick and then place, which works by touch and by keyboard. */
import { Draggable } from "fullcalendar/interaction";
import { element, icon } from "./icons.ts";
import type { CalendarData, CardData } from "./types.ts";

export class Inbox {
  readonly node = element("aside", "inbox");
  picked: string | null = null;
  private cards: CardData[] = [];
  private words: CalendarData["words"] | undefined;
  private readonly draggable: Draggable;

  constructor(mirrorHome: HTMLElement) {
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

  draw(data: CalendarData, cards: CardData[]): void {
    this.words = data.words;
    this.cards = cards;
    if (!cards.some((card) => card.id === this.picked)) this.picked = null;
    this.node.hidden = !data.show_inbox;
    this.node.setAttribute("aria-label", data.words.inbox);
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
    const words = this.words;
    if (!words) return;
    const count = element("span", "inbox-count", String(this.cards.length));
    const hint = element("p", "inbox-hint", this.picked === null ? words.inbox_hint : words.picked);
    hint.setAttribute("role", "status");
    const cards = this.cards.map((card) => this.drawCard(card, editable));
    const empty = element("p", "inbox-empty", words.inbox_empty);
    this.node.classList.toggle("has-picked", this.picked !== null);
    this.node.replaceChildren(
      element("h3", "inbox-title", words.inbox, count),
      ...(cards.length > 0 ? [hint, element("div", "cards", ...cards)] : [empty]),
    );
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
