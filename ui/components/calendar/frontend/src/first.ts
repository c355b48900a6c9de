/**
 * The calendar that stands before Streamlit's page does: drawn by the document's own script where it stood the last
 * time, and taken over as it is by the component of the page, once that is there.
 *
 * The browser remembers the place and the theme's tokens, and nothing of the plan. What people do meanwhile waits in
 * the outbox, whose next session is told of it; a step to another month is told by `takeOver`.
 */
import { Board } from "./board.ts";
import { element } from "./icons.ts";
import type { CalendarData, Component, Range } from "./types.ts";

/** The document's script looks for it as well. */
const KEY = "rounds-first-calendar";
/** The page that the calendar is the first of. */
const PAGE = "stMain";
const LOOK = 200;
/** So long the page may be at rest without a calendar of its own, and so long everything may take; in milliseconds. */
const LONGEST_REST = 2_000;
const LONGEST = 30_000;
/** So long nothing is drawn before the place is remembered. */
const QUIET = 1_000;
/** What the theme's style sheet reads of the page around it. */
const TOKENS = /--(?:st|rounds)-[\w-]+/g;

/** Where the calendar stood in a window, in CSS pixels, and the tokens it was drawn with. */
interface Place {
  window: string;
  left: number;
  top: number;
  width: number;
  tokens: [string, string][];
}

interface Waiting {
  board: Board;
  host: HTMLElement;
  sheet: CSSStyleSheet;
  /** The span that people went to. */
  range: Range | undefined;
  watch: number;
}

let waiting: Waiting | undefined;
/** Has the page a calendar of its own? */
let isTaken = false;
let remembering = 0;

/** Draw what Python tells where the calendar stood in this window; both answers were asked for when the page began. */
export async function first(asked: Promise<Response>, askedStyle: Promise<Response>): Promise<void> {
  const place = remembered();
  const [told, style] = await Promise.all([asked, askedStyle]).catch(() => []);
  if (!place) return;
  if (told?.status !== 200 || !style?.ok) return;
  const [data, sheet] = [(await told.json()) as CalendarData, new CSSStyleSheet()];
  sheet.replaceSync(await style.text());
  if (!isTaken) draw(data, place, sheet);
}

/** Return the calendar that stands already, put into the component's place; none where it does not fit there. */
export function takeOver(component: Component): Board | undefined {
  isTaken = true;
  if (!waiting) return undefined;
  const { board, host, sheet, range } = waiting;
  if (frameOf(board.data) !== frameOf(component.data)) {
    leave();
    return undefined;
  }
  const { parentElement } = component;
  const focused = host.shadowRoot?.activeElement;
  if (parentElement instanceof ShadowRoot) parentElement.adoptedStyleSheets = [sheet];
  const home = parentElement.querySelector(".rounds-calendar");
  if (home) home.replaceWith(board.node);
  else parentElement.append(board.node);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  clearInterval(waiting.watch);
  host.remove();
  waiting = undefined;
  if (range) component.setStateValue("range", range);
  return board;
}

/** Remember in a quiet moment where a calendar stands, for the next time. */
export function remember({ parentElement }: Component, node: HTMLElement): void {
  clearTimeout(remembering);
  if (!(parentElement instanceof ShadowRoot) || location.search !== "") return;
  remembering = setTimeout(() => {
    const { left, top, width } = node.getBoundingClientRect();
    if (!node.isConnected || width === 0) return;
    const style = getComputedStyle(node);
    const tokens = [...tokensOf(parentElement)].map((name): [string, string] => [name, style.getPropertyValue(name)]);
    const scrolled = parentElement.host.closest(`[data-testid="${PAGE}"]`)?.scrollTop ?? 0;
    const place: Place = { window: windowNow(), left, top: top + scrolled, width, tokens };
    keep(JSON.stringify(place));
  }, QUIET);
}

function draw(data: CalendarData, place: Place, sheet: CSSStyleSheet): void {
  const host = element("div", "");
  Object.assign(host.style, {
    position: "fixed",
    zIndex: "1",
    left: `${place.left}px`,
    top: `${place.top}px`,
    width: `${place.width}px`,
    bottom: "0",
    contain: "strict",
  });
  for (const [name, value] of place.tokens) host.style.setProperty(name, value);
  host.style.background = "var(--st-background-color)";
  const parentElement = host.attachShadow({ mode: "open" });
  parentElement.adoptedStyleSheets = [sheet];
  document.body.append(host);
  const hear = (name: "outbox" | "range", value: unknown) => {
    if (waiting && name === "range") waiting.range = value as Range;
  };
  const board = new Board({ data, parentElement, setStateValue: hear });
  waiting = { board, host, sheet, range: undefined, watch: setInterval(watch(), LOOK) };
}

/** Go where the page turns out to be another one, or to have no calendar. */
function watch(): () => void {
  const { pathname } = location;
  const began = performance.now();
  let rests = began;
  return () => {
    const now = performance.now();
    const state = document.querySelector<HTMLElement>('[data-testid="stApp"]')?.dataset["testScriptState"];
    if (state !== "notRunning") rests = now;
    if (location.pathname !== pathname || now - rests > LONGEST_REST || now - began > LONGEST) leave();
  };
}

function leave(): void {
  if (!waiting) return;
  clearInterval(waiting.watch);
  waiting.board.destroy();
  waiting.host.remove();
  waiting = undefined;
}

/** What a calendar is made with, once and for all. */
function frameOf(data: CalendarData): string {
  const { zone, locale, first_day, words, editable, decides, show_inbox, height, initial_view, initial_date } = data;
  return JSON.stringify([zone, locale, first_day, words, editable, decides, show_inbox, height, initial_view, initial_date]);
}

function tokensOf(root: ShadowRoot): Set<string> {
  const link = root.querySelector<HTMLLinkElement>("link[rel=stylesheet]");
  const rules = [...(link?.sheet?.cssRules ?? [])];
  return new Set(rules.flatMap((rule) => rule.cssText.match(TOKENS) ?? []));
}

function windowNow(): string {
  return [innerWidth, innerHeight, matchMedia("(prefers-color-scheme: dark)").matches].join();
}

function remembered(): Place | undefined {
  try {
    const place = JSON.parse(localStorage.getItem(KEY) ?? "null") as Place | null;
    return place?.window === windowNow() ? place : undefined;
  } catch {
    return undefined;
  }
}

function keep(text: string): void {
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // A browser that keeps nothing draws the calendar with its page.
  }
}
