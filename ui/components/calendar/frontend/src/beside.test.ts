import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Beside } from "./beside.ts";
import type { CalendarData, Range, SpanData } from "./types.ts";

const page = Object.assign(new EventTarget(), { hidden: false });
Object.assign(globalThis, { document: page });

const month = (number: number): Range => ({
  start: `2026-${String(number).padStart(2, "0")}-01T00:00:00Z`,
  end: `2026-${String(number + 1).padStart(2, "0")}-12T00:00:00Z`,
  view: "month",
});
/** The same instants as a browser writes them. */
const written = ({ start, end, view }: Range): Range => ({
  start: new Date(start).toISOString(), end: new Date(end).toISOString(), view,
});
const span = (number: number, about = "all"): SpanData => ({
  shown: month(number), about, events: [], gaps: [], notes: [], layer: [], good_bands: [],
  legend: [{ label: String(number), colour: "#0f766e" }], rows: [],
});
const data = (number: number, rev = 0): CalendarData => ({ ...span(number), rev }) as CalendarData;
const tell = (...detail: SpanData[]) => page.dispatchEvent(new CustomEvent("rounds:beside", { detail }));

test("a span that was told stands in for the one in sight, and nothing else of the data changes", () => {
  const beside = new Beside();
  tell(span(11), span(9));
  const over = beside.over({ ...data(10), rev: 7 }, written(month(11)));
  assert.deepEqual([over.shown, over.legend[0]?.label, over.rev], [month(11), "11", 7]);
  beside.destroy();
});

test("what Python tells of the span in sight goes before what was told of it earlier", () => {
  const beside = new Beside();
  tell({ ...span(10), legend: [] });
  const told = data(10);
  assert.equal(beside.over(told, written(month(10))), told);
  beside.destroy();
});

test("a span that was asked for by other wishes does not stand in", () => {
  const beside = new Beside();
  tell(span(11, "another channel"));
  const told = data(10);
  assert.equal(beside.over(told, month(11)), told);
  beside.destroy();
});

test("the span people came from is known when they go back, and those long past are forgotten", () => {
  const beside = new Beside();
  for (let number = 1; number <= 8; number += 1) beside.settle(data(number));
  assert.equal(beside.over(data(8), month(7)).legend[0]?.label, "7");
  assert.equal(beside.over(data(8), month(1)).legend[0]?.label, "8");
  beside.destroy();
});

test("the spans beside are asked for once for each span and revision, in a quiet moment, and not while dragging", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const beside = new Beside();
  let asked = 0;
  const count = () => (asked += 1);
  page.addEventListener("rounds:ask-beside", count);
  beside.settle(data(10));
  mock.timers.tick(500);
  page.dispatchEvent(new Event("keydown"));
  mock.timers.tick(500);
  assert.equal(asked, 0);
  page.dispatchEvent(new Event("pointerdown"));
  mock.timers.tick(5000);
  assert.equal(asked, 0);
  page.dispatchEvent(new Event("pointerup"));
  mock.timers.tick(600);
  assert.equal(asked, 1);
  beside.settle(data(10));
  mock.timers.tick(5000);
  assert.equal(asked, 1);
  beside.settle(data(10, 1));
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  mock.timers.tick(5000);
  assert.equal(asked, 1);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  mock.timers.tick(600);
  assert.equal(asked, 2);
  beside.destroy();
  page.removeEventListener("rounds:ask-beside", count);
  mock.timers.reset();
});
