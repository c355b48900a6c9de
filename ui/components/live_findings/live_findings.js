// Underlines what the guard finds in the composer's text areas while somebody types. The words stand in a
// layer over the field that no pointer meets and no screen reader reads; the gravest reason is said beneath it.
// Lets several keys of one stroke of the hand be asked about together.
const PAUSE = 30;
// A server that has not answered by then is not asked again until somebody types.
const PATIENCE = 5000;
// The page draws a field that a click has written into some frames after it told of it.
const SOON = [0, 100, 400];
const GRAVEST = ["block", "hold", "advice"];
const PARTS = ["font", "letterSpacing", "lineHeight", "padding", "textIndent", "tabSize", "direction"];
const fields = new WeakMap();
const watched = new WeakMap();

/** The words over one field, and the line beneath it. */
class Layer {
  constructor(area) {
    this.area = area;
    this.text = "";
    this.marks = [];
    this.words = Object.assign(document.createElement("div"), { className: "rounds-underlines" });
    this.words.setAttribute("aria-hidden", "true");
    this.line = Object.assign(document.createElement("div"), { className: "rounds-found" });
    this.line.setAttribute("role", "status");
    area.addEventListener("scroll", () => this.follow());
    this.size = new ResizeObserver(() => this.fit());
    this.size.observe(area);
  }

  /** Lie over the field again: a redrawn page may have thrown the layer away. */
  fit() {
    const { area, words, line } = this;
    const home = area.parentElement;
    if (!home) return;
    if (words.parentElement !== home) home.append(words);
    const root = area.closest("[data-testid=stTextArea]");
    if (root && line.parentElement !== root) root.append(line);
    if (getComputedStyle(home).position === "static") home.style.position = "relative";
    const shown = getComputedStyle(area);
    for (const part of PARTS) words.style[part] = shown[part];
    const inside = { left: area.offsetLeft + area.clientLeft, top: area.offsetTop + area.clientTop };
    Object.assign(words.style, { left: `${inside.left}px`, top: `${inside.top}px` });
    Object.assign(words.style, { width: `${area.clientWidth}px`, height: `${area.clientHeight}px` });
    this.follow();
  }

  follow() {
    this.words.scrollTop = this.area.scrollTop;
  }

  /** What was typed since moved the words after it: only what stands before stays underlined. */
  typed() {
    const { value } = this.area;
    let same = 0;
    while (same < value.length && value[same] === this.text[same]) same += 1;
    this.marks = this.marks.filter((mark) => mark.end <= same);
    this.draw(value);
  }

  show(text, found) {
    if (text !== this.area.value) return;
    this.marks = found.filter((each) => each.end > each.start);
    this.draw(text);
    const said = [...found].sort((one, other) => GRAVEST.indexOf(one.severity) - GRAVEST.indexOf(other.severity))[0];
    const words = said ? `${said.label}: ${said.advice}` : "";
    if (this.line.textContent !== words) this.line.textContent = words;
    this.line.dataset.severity = said?.severity ?? "";
  }

  draw(text) {
    this.text = text;
    const pieces = [];
    const edges = new Set([0, text.length, ...this.marks.flatMap((mark) => [mark.start, mark.end])]);
    const places = [...edges].filter((place) => place <= text.length).sort((one, other) => one - other);
    places.forEach((start, number) => {
      const end = places[number + 1];
      if (end === undefined) return;
      const over = this.marks.filter((mark) => mark.start <= start && mark.end >= end);
      const severity = GRAVEST.find((each) => over.some((mark) => mark.severity === each));
      const piece = document.createElement(severity ? "mark" : "span");
      if (severity) piece.dataset.severity = severity;
      piece.textContent = text.slice(start, end);
      pieces.push(piece);
    });
    // A last empty line has no height of its own.
    this.words.replaceChildren(...pieces, "\u200b");
    this.fit();
  }
}

export default function (component) {
  const { parentElement } = component;
  const data = told(component);
  const isOurs = (node) => node instanceof HTMLTextAreaElement && node.closest(`.${data.within}`);
  const layer = (area) => {
    if (!fields.has(area)) fields.set(area, new Layer(area));
    return fields.get(area);
  };
  let timer = 0;
  let isAsking = false;
  // One question at a time: what is typed meanwhile is asked about once the answer is there.
  const ask = async (area) => {
    if (isAsking) return;
    isAsking = true;
    let isAnswered = false;
    const text = area.value;
    // What is written for one channel alone is judged by the rules of that channel.
    const own = data.elsewhere.find(([within]) => area.closest(`.${CSS.escape(within)}`));
    const [, channel, link] = own ?? ["", data.channel, data.link];
    const body = JSON.stringify({ text, channel, link, is_reply: data.is_reply });
    const headers = { "X-Rounds": "check", "Content-Type": "application/json" };
    try {
      const answer = await fetch("/composer/check", { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE) });
      isAnswered = answer.ok;
      if (isAnswered) layer(area).show(text, await answer.json());
    } catch {
      // The page's own list follows.
    }
    isAsking = false;
    if (isAnswered && area.isConnected && area.value !== text) void ask(area);
  };
  const typed = (event) => {
    if (!isOurs(event.target)) return;
    const area = event.target;
    layer(area).typed();
    clearTimeout(timer);
    timer = setTimeout(() => void ask(area), PAUSE);
  };
  // A click may have written into a field: what was underlined before stands there no more.
  const overtaken = () => {
    document.querySelectorAll(`.${CSS.escape(data.within)} textarea`).forEach((area) => {
      if (!fields.has(area) || fields.get(area).text === area.value) return;
      layer(area).typed();
      void ask(area);
    });
  };
  const looks = SOON.map((after) => setTimeout(overtaken, after));
  watched.get(parentElement)?.();
  document.addEventListener("input", typed);
  const stop = () => {
    [timer, ...looks].forEach(clearTimeout);
    document.removeEventListener("input", typed);
    watched.delete(parentElement);
  };
  watched.set(parentElement, stop);
  return stop;
}
