/**
 * What outlives the calendar's elements. Streamlit may take a component off the page and put it back between
 * two runs; what was not acknowledged, and where people were looking, must not go with it.
 */
import { Outbox } from "./outbox.ts";
import type { Component } from "./types.ts";

export interface Memory {
  readonly outbox: Outbox;
  component: Component | null;
  /** The view and date that Python asked for; a new wish of Python's goes before where people were. */
  asked: string;
  viewType: string | null;
  date: string | null;
  focus: string | null;
}

const memories = new Map<string, Memory>();

export function memoryOf(component: Component): Memory {
  const memory = memories.get(component.data.key) ?? begin(component);
  memories.set(component.data.key, memory);
  memory.component = component;
  const asked = JSON.stringify([component.data.initial_view, component.data.initial_date]);
  if (asked !== memory.asked) Object.assign(memory, { asked, viewType: null, date: null });
  return memory;
}

function begin(component: Component): Memory {
  const nonce = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const outbox = new Outbox(nonce, component.data.ack.session ?? "", (snapshot) =>
    queueMicrotask(() => memory.component?.setStateValue("outbox", snapshot)),
  );
  const memory: Memory = { outbox, component, asked: "", viewType: null, date: null, focus: null };
  return memory;
}
