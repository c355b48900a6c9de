/**
 * What people did and Python has not acknowledged yet.
 *
 * Every change shows the whole outbox: Streamlit may drop a message that a newer one overtakes, so the newest
 * must hold all. Python tells the highest number it handled; until then an operation stays.
 */
import type { Acknowledgement, Operation, Wish } from "./types.ts";

export class Outbox {
  readonly nonce: string;
  pending: Operation[] = [];
  private seq = 0;
  private session: string;
  private readonly publish: (snapshot: Operation[]) => void;

  constructor(nonce: string, session: string, publish: (snapshot: Operation[]) => void) {
    this.nonce = nonce;
    this.session = session;
    this.publish = publish;
  }

  send(wish: Wish): void {
    this.seq += 1;
    this.pending = [...this.pending, { ...wish, nonce: this.nonce, seq: this.seq, session: this.session }];
    this.publish(this.pending);
  }

  /** Forget what was handled; true when something was. A new session is told again what the old one did not. */
  acknowledge(ack: Acknowledgement): boolean {
    const heard = ack.heard?.[this.nonce] ?? 0;
    const left = this.pending.filter((operation) => operation.seq > heard);
    const changed = left.length !== this.pending.length;
    this.pending = left;
    const session = ack.session ?? "";
    if (session !== this.session) {
      this.session = session;
      this.pending = left.map((operation) => ({ ...operation, session }));
      if (this.pending.length > 0) this.publish(this.pending);
    }
    return changed;
  }
}
