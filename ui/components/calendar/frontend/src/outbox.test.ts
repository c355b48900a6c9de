import assert from "node:assert/strict";
import test from "node:test";
import { Outbox } from "./outbox.ts";
import { picture } from "./pending.ts";
import type { EventData, Operation, Wish } from "./types.ts";

const open = (id: string): Wish => ({ type: "open", id });
const event = (id: string, start: string): EventData => ({
  id,
  start,
  end: null,
  title: id,
  state: "draft",
  colour: null,
  channel: "",
  row: "",
  movable: true,
  version: 1,
  tooltip: "",
  label: "",
});

/** A clock that only moves when told. */
class Timers {
  private now = 0;
  private tasks: { at: number; task: () => void }[] = [];
  readonly later = (task: () => void, milliseconds: number): void => {
    this.tasks.push({ at: this.now + milliseconds, task });
  };
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const next = this.tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.tasks.splice(this.tasks.indexOf(next), 1);
      this.now = next.at;
      next.task();
    }
    this.now = end;
  }
}

function made(session: string): { outbox: Outbox; sent: Operation[][]; timers: Timers } {
  const sent: Operation[][] = [];
  const timers = new Timers();
  return { outbox: new Outbox("n", session, (snapshot) => sent.push(snapshot), timers.later), sent, timers };
}

const numbers = (sent: Operation[][]): number[][] => sent.map((snapshot) => snapshot.map(({ seq }) => seq));

test("one message is under way at a time and each holds all that is not acknowledged", () => {
  const { outbox, sent, timers } = made("s");

  outbox.send(open("1"));
  outbox.send(open("2"));
  outbox.send(open("3"));
  assert.deepEqual(numbers(sent), [[1]]);

  outbox.acknowledge({ session: "s", heard: { n: 1, other: 9 } });
  timers.pass(100);
  assert.deepEqual(numbers(sent), [[1], [2, 3]]);

  outbox.acknowledge({ session: "s", heard: { n: 3 } });
  timers.pass(60_000);
  assert.deepEqual(numbers(sent), [[1], [2, 3]]);
});

test("a lost message is sent again, and not for ever", () => {
  const { outbox, sent, timers } = made("s");

  outbox.send(open("1"));
  timers.pass(3500);
  assert.deepEqual(numbers(sent), [[1], [1]]);

  timers.pass(600_000);
  assert.equal(sent.length, 5);

  outbox.send(open("2"));
  assert.deepEqual(numbers(sent).at(-1), [1, 2]);
});

test("a new session is told what the old one did not acknowledge, and nothing else", () => {
  const { outbox, sent, timers } = made("old");
  outbox.send(open("1"));
  outbox.acknowledge({ session: "old", heard: { n: 1 } });

  outbox.acknowledge({ session: "new", heard: {} });
  timers.pass(100);
  assert.equal(sent.length, 1);

  outbox.send(open("2"));
  outbox.acknowledge({ session: "newer", heard: {} });
  timers.pass(100);
  assert.deepEqual(sent.at(-1)?.map(({ seq, session }) => [seq, session]), [[2, "newer"]]);
});

test("a second move follows the first before it is answered", () => {
  const move = (seq: number, version: number, start: string): Operation => ({
    type: "move", id: "1", version, start, nonce: "n", seq, session: "",
  });

  const drawn = picture({ events: [event("1", "2026-11-01T09:00:00Z")], inbox: [], gaps: [] }, [
    move(1, 1, "2026-11-02T09:00:00.000Z"),
    move(2, 2, "2026-11-03T09:00:00.000Z"),
  ]);

  assert.equal(drawn.events[0]?.start, "2026-11-03T09:00:00Z");
  assert.equal(drawn.events[0]?.version, 3);
});

test("a card that was placed leaves the inbox until Python answers", () => {
  const card = { id: "c", title: "c", source: "", age: "", reason: "" };
  const place: Operation = {
    type: "place", item_id: "c", day: "2026-11-02", all_day: true, nonce: "n", seq: 1, session: "",
  };

  const drawn = picture({ events: [], inbox: [card], gaps: [] }, [place, { ...place, seq: 2, item_id: "gone" }]);

  assert.deepEqual(drawn.inbox, []);
  assert.deepEqual(drawn.ghosts, [{ id: "c", title: "c", allDay: true, start: "2026-11-02", row: "" }]);
});

test("a post dropped on another channel's row is drawn where it stays", () => {
  const move: Operation = {
    type: "move", id: "1", version: 1, start: "2026-11-02T09:00:00Z", channel: "other", nonce: "n", seq: 1, session: "",
  };

  const drawn = picture({ events: [event("1", "2026-11-01T09:00:00Z")], inbox: [], gaps: [] }, [move]);

  assert.equal(drawn.events[0]?.start, "2026-11-01T09:00:00Z");
});

test("an accepted proposal takes its slot's place until Python answers", () => {
  const start = "2026-11-02T09:00:00Z";
  const gap = { id: "g", start, label: "", colour: null, row: "x", proposal: "Flu shots", source: "", reason: "" };
  const accept: Operation = { type: "accept", gap_id: "g", start, nonce: "n", seq: 1, session: "" };

  const drawn = picture({ events: [], inbox: [], gaps: [gap] }, [accept]);

  assert.deepEqual(drawn.gaps, []);
  assert.deepEqual(drawn.ghosts, [{ id: "g", title: "Flu shots", allDay: false, start, row: "x" }]);
});
