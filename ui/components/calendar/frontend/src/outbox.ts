/**
 * What people did and Python has not acknowledged yet.
 *
 * Every message holds the whole outbox: Streamlit may drop one that a newer one overtakes, so the newest must
 * hold all. One message is under way at a time and the rest waits for its answer, because Streamlit throws a
 * component away and makes it anew when runs follow each other too closely. Python tells the highest number
 * it handled; until then an operation stays.
 */
import type { Acknowledgement, Operation, Wish } from "./types.ts";

/** Lets the page settle between an answer and the next message. */
const PAUSE = 60;
/** After this long without an answer the message is taken for lost. */
const PATIENCE = 3000;
const MOST_TRIES = 5;

export type Later = (task: () => void, milliseconds: number) => void;

export class Outbox {
  readonly nonce: string;
  pending: Operation[] = [];
  private seq = 0;
  private session: string;
  private underWay = 0;
  private tries = 0;
  private readonly publish: (snapshot: Operation[]) => void;
  private readonly later: Later;

  constructor(
    nonce: string,
    session: string,
    publish: (snapshot: Operation[]) => void,
    later: Later = (task, milliseconds) => void setTimeout(task, milliseconds),
  ) {
    this.nonce = nonce;
    this.session = session;
    this.publish = publish;
    this.later = later;
  }

  send(wish: Wish): void {
    this.seq += 1;
    this.pending = [...this.pending, { ...wish, nonce: this.nonce, seq: this.seq, session: this.session }];
    this.tries = 0;
    if (this.underWay === 0) this.post();
  }

  /** Forget what was handled; true when something was. A new session is told again what the old one did not. */
  acknowledge(ack: Acknowledgement): boolean {
    const heard = ack.heard?.[this.nonce] ?? 0;
    const left = this.pending.filter((operation) => operation.seq > heard);
    const changed = left.length !== this.pending.length;
    const renewed = (ack.session ?? "") !== this.session;
    this.session = ack.session ?? "";
    this.pending = left.map((operation) => ({ ...operation, session: this.session }));
    if (renewed || (this.underWay > 0 && heard >= this.underWay)) {
      this.underWay = 0;
      this.later(() => this.underWay === 0 && this.post(), PAUSE);
    }
    return changed;
  }

  private post(): void {
    const last = this.pending.at(-1);
    if (!last) return;
    this.underWay = last.seq;
    this.tries += 1;
    this.publish(this.pending);
    const { underWay, tries } = this;
    const lost = () => this.underWay === underWay && this.tries === tries;
    this.later(() => {
      if (!lost()) return;
      this.underWay = 0;
      if (tries < MOST_TRIES) this.post();
    }, PATIENCE);
  }
}
