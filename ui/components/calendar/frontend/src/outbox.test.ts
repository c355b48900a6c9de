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
  movable: true,
  version: 1,
  tooltip: "",
  label: "",
});

test("every snapshot holds all that is not acknowledged", () => {
  const seen: Operation[][] = [];
  const outbox = new Outbox("n", "s", (snapshot) => seen.push(snapshot));

  outbox.send(open("1"));
  outbox.send(open("2"));
  outbox.acknowledge({ session: "s", heard: { n: 1, other: 9 } });
  outbox.send(open("3"));

  assert.deepEqual(seen.map((snapshot) => snapshot.map(({ seq }) => seq)), [[1], [1, 2], [2, 3]]);
});

test("a new session is told what the old one did not acknowledge, and nothing else", () => {
  const seen: Operation[][] = [];
  const outbox = new Outbox("n", "old", (snapshot) => seen.push(snapshot));
  outbox.send(open("1"));
  outbox.acknowledge({ session: "old", heard: { n: 1 } });

  outbox.acknowledge({ session: "new", heard: {} });
  assert.equal(seen.length, 1);

  outbox.send(open("2"));
  outbox.acknowledge({ session: "newer", heard: {} });
  assert.deepEqual(seen.at(-1)?.map(({ seq, session }) => [seq, session]), [[2, "newer"]]);
});

test("a second move follows the first before it is answered", () => {
  const move = (seq: number, version: number, start: string): Operation => ({
    type: "move", id: "1", version, start, nonce: "n", seq, session: "",
  });

  const drawn = picture({ events: [event("1", "2026-11-01T09:00:00Z")], inbox: [] }, [
    move(1, 1, "2026-11-02T09:00:00.000Z"),
    move(2, 2, "2026-11-03T09:00:00.000Z"),
  ]);

  assert.equal(drawn.events[0]?.start, "2026-11-03T09:00:00.000Z");
  assert.equal(drawn.events[0]?.version, 3);
});

test("a card that was placed leaves the inbox until Python answers", () => {
  const card = { id: "c", title: "c", source: "", age: "", reason: "" };
  const place: Operation = {
    type: "place", item_id: "c", day: "2026-11-02", all_day: true, nonce: "n", seq: 1, session: "",
  };

  const drawn = picture({ events: [], inbox: [card] }, [place, { ...place, seq: 2, item_id: "gone" }]);

  assert.deepEqual(drawn.inbox, []);
  assert.deepEqual(drawn.ghosts, [{ card, allDay: true, start: "2026-11-02" }]);
});
