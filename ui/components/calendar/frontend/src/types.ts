/** What Python sends, what it hears back, and the door Streamlit gives us. Mirrors `view.py` and `operations.py`. */

export type ViewName = "month" | "week" | "day" | "list" | "timeline";

export interface EventData {
  id: string;
  title: string;
  start: string;
  end: string | null;
  state: string;
  colour: string | null;
  channel: string;
  /** The row of the timeline that it stands in. */
  row: string;
  movable: boolean;
  version: number;
  tooltip: string;
  label: string;
}

export interface CardData {
  id: string;
  title: string;
  source: string;
  age: string;
  reason: string;
}

/** A tab of the tray. */
export interface TrayData {
  id: string;
  title: string;
  hint: string;
  empty: string;
}

export interface GapData {
  id: string;
  start: string;
  label: string;
  colour: string | null;
  row: string;
  /** What is proposed for it, where from, and why; empty for nothing. */
  proposal: string;
  source: string;
  reason: string;
}

/** What a day is for: one quiet line. */
export interface NoteData {
  day: string;
  title: string;
  tooltip: string;
  /** The day after its last one, where it is longer than a day. */
  until: string | null;
  /** Nothing is proposed for it, or nothing leaves: drawn as a band. */
  is_quiet: boolean;
  is_pause: boolean;
  row: string;
}

/** An event of a calendar of others: to be seen, never moved. */
export interface LayerData {
  id: string;
  title: string;
  /** Days where it is on whole days, the last one not included; else instants. */
  start: string;
  end: string;
  all_day: boolean;
  calendar: string;
  colour: string | null;
  is_off: boolean;
  tooltip: string;
}

/** Hours that are good for posting: a band behind the hours. */
export interface GoodBandData {
  id: string;
  title: string;
  start: string;
  end: string;
  tooltip: string;
}

/** A row of the timeline: one channel. */
export interface RowData {
  id: string;
  title: string;
}

/** What a colour means, where it is not the state's own. */
export interface LegendData {
  label: string;
  colour: string;
}

export interface Acknowledgement {
  session?: string;
  heard?: Record<string, number>;
}

export type Words = { key_help: [string, string][] } & Record<
  | "today"
  | "month"
  | "week"
  | "list"
  | "previous"
  | "next"
  | "close"
  | "more"
  | "nothing"
  | "zone"
  | "open_slot"
  | "proposal"
  | "accepted"
  | "add"
  | "add_in"
  | "timeline"
  | "everywhere"
  | "none_here"
  | "inbox"
  | "inbox_hint"
  | "inbox_empty"
  | "picked"
  | "moved"
  | "placed"
  | "fixed"
  | "day"
  | "search"
  | "chosen"
  | "choosing"
  | "unchosen"
  | "day_earlier"
  | "day_later"
  | "week_later"
  | "approve"
  | "copy_posts"
  | "cancel_posts"
  | "let_go"
  | "undo"
  | "keys"
  | "keys_on",
  string
>;

/** What a view shows, by two instants in UTC. */
export interface Range {
  start: string;
  end: string;
  view: ViewName;
}

/** What the plan holds between two instants. */
export interface SpanData {
  /** What these events cover. */
  shown: Range | null;
  /** What was asked for besides the time: spans of another mark do not belong together. */
  about: string;
  events: EventData[];
  gaps: GapData[];
  notes: NoteData[];
  layer: LayerData[];
  good_bands: GoodBandData[];
  legend: LegendData[];
  rows: RowData[];
}

export interface CalendarData extends SpanData {
  /** The key that Python gave the widget. Streamlit's own changes whenever it makes the component anew. */
  key: string;
  inbox: CardData[];
  zone: string;
  initial_view: ViewName | null;
  initial_date: string | null;
  rev: number;
  ack: Acknowledgement;
  editable: boolean;
  show_inbox: boolean;
  trays: TrayData[];
  /** The open tab, whose cards `inbox` holds. */
  tray: string;
  decides: boolean;
  can_undo: boolean;
  height: number;
  locale: string;
  first_day: number;
  words: Words;
}

/** A day without a time, or an instant in UTC: where something goes; in the timeline also on which channel. */
export type Place = ({ start: string } | { day: string; all_day: true }) & { channel?: string };

export type BulkAction = "shift" | "copy" | "approve" | "cancel";
export type Chosen = { id: string; version: number };
/** All chosen posts at once; `shift` gives each another day and hour of its own clock. */
export type Bulk = { type: "bulk"; action: BulkAction; posts: Chosen[]; days?: number; minutes?: number };

export type Wish =
  | { type: "move"; id: string; version: number; start: string; gap_id?: string; channel?: string }
  | { type: "open"; id: string }
  | { type: "look" | "tray"; id: string }
  | { type: "undo" }
  | Bulk
  | ({ type: "write" } & Place)
  | ({ type: "place"; item_id: string; gap_id?: string } & Place)
  | { type: "open_gap" | "accept"; gap_id: string; start: string };

export type Operation = Wish & { nonce: string; seq: number; session: string };

/** The component as Streamlit hands it over, with the data as JSON in UTF-8. */
export type Mounted = Omit<Component, "data"> & { data: Uint8Array };

export interface Component {
  data: CalendarData;
  parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: "outbox", value: Operation[]): void;
  setStateValue(name: "range", value: Range): void;
}
