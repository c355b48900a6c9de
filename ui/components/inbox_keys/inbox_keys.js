// Moves a mark over cards with keys and presses the buttons of the marked card.
// Which card is marked outlives a redrawing of the page; when it is gone, the next one takes its place.
const MARK = "data-rounds-marked";
const LEAVING = "data-rounds-leaving";
const watched = new WeakMap();
// If the page does not answer, the next press is tried all the same.
const PATIENCE = 5000;
let cards = [];
let marked = null;
let turn = null;
let isBusy = false;
let giveUp = 0;
let waiting = [];

const box = (card) => document.querySelector(`.st-key-${CSS.escape(card)}`);
const button = (name) => document.querySelector(`.st-key-${CSS.escape(name)} button:not([disabled])`);

function isTyping(target) {
  if (!(target instanceof Element)) return false;
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=listbox], [role=combobox]");
}

function draw() {
  for (const old of document.querySelectorAll(`[${MARK}]`)) {
    if (old !== box(marked)) old.removeAttribute(MARK);
  }
  const now = marked && box(marked);
  if (now && !now.hasAttribute(MARK)) now.setAttribute(MARK, "");
}

function mark(card) {
  marked = card;
  draw();
  const shown = card && box(card);
  if (!shown) return;
  shown.setAttribute("tabindex", "-1");
  shown.focus({ preventScroll: true });
  shown.scrollIntoView({ block: "nearest" });
}

// The card that stands where `card` stood: the next one that is still there, else the last.
function after(card, before) {
  const place = before.indexOf(card);
  return before.slice(place + 1).find((each) => cards.includes(each)) ?? cards.at(-1) ?? null;
}

function move(step) {
  const isOpen = (card) => !box(card)?.hasAttribute(LEAVING);
  const place = cards.indexOf(marked);
  if (place < 0) return mark(cards.find(isOpen) ?? null);
  const way = step > 0 ? cards.slice(place + 1) : cards.slice(0, place).reverse();
  mark(way.find(isOpen) ?? marked);
}

// One press at a time: a page that is being drawn may miss the next one.
function pump() {
  if (isBusy) return;
  const next = waiting.shift();
  const there = next && button(next.name);
  if (!there) {
    if (next) pump();
    return;
  }
  isBusy = true;
  giveUp = setTimeout(free, PATIENCE);
  there.click();
}

function free() {
  clearTimeout(giveUp);
  isBusy = false;
  pump();
}

function pressIn(card, name, isLast) {
  if (!isBusy && !button(name + card)) return;
  waiting.push({ name: name + card, card });
  if (isLast) {
    box(card)?.setAttribute(LEAVING, "");
    move(1);
  }
  pump();
}

export default function (component) {
  const { parentElement } = component;
  const data = told(component);
  const before = cards;
  cards = data.cards;
  for (const card of cards) {
    if (!waiting.some((each) => each.card === card)) box(card)?.removeAttribute(LEAVING);
  }
  if (marked && !cards.includes(marked)) marked = after(marked, before);

  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (isTyping(event.target) || document.querySelector("[role=dialog]")) return;
    const key = event.key.toLowerCase();
    if (key === data.down) move(1);
    else if (key === data.up) move(-1);
    else if (data.onPage[key]) pressIn("", data.onPage[key], false);
    else if (data.onCard[key] && marked) pressIn(marked, data.onCard[key], data.leaves.includes(key));
    else return;
    event.preventDefault();
  };
  if (turn !== data.turn) {
    turn = data.turn;
    requestAnimationFrame(free);
  }
  watched.get(parentElement)?.();
  if (data.isOn) document.addEventListener("keydown", press);
  const drawn = new MutationObserver(draw);
  drawn.observe(document.body, { childList: true, subtree: true });
  if (!data.isOn) marked = null;
  draw();
  const stop = () => {
    drawn.disconnect();
    document.removeEventListener("keydown", press);
    watched.delete(parentElement);
  };
  watched.set(parentElement, stop);
  return stop;
}
