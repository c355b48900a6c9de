// A list of names under a text area while the word at the cursor begins with a sign, @ or #; and a button for
// each sign, for those who do not know the key.
const pickers = new WeakMap();
const MOST = 50;
const SPACED = (sign) => new RegExp(`(^|[^\\w.+-])${sign}([^${sign}\\n]{0,40})$`);
const JOINED = (sign) => new RegExp(`(^|[^\\p{L}\\p{N}_&/.+-])${sign}([\\p{L}\\p{N}_.-]{0,60})$`, "u");
let lists = 0;

/** The list of one component; it stays while the page is drawn anew. */
class Picker {
  constructor(home) {
    this.home = home;
    this.area = null;
    this.offer = null;
    this.shown = [];
    this.chosen = 0;
    this.list = document.createElement("ul");
    this.list.className = "rounds-names";
    this.list.id = `rounds-names-${(lists += 1)}`;
    this.isOpen = false;
    // In the top layer nothing cuts it off, and no dialog lies over it.
    this.list.popover = "manual";
    this.list.setAttribute("role", "listbox");
    this.signs = Object.assign(document.createElement("div"), { className: "rounds-signs" });
    this.ear = new AbortController();
    const on = (kind, heard) => document.addEventListener(kind, heard, { capture: true, signal: this.ear.signal });
    on("input", (event) => this.isOurs(event.target) && this.show(event.target));
    // A field may be drawn after this script has run; it is told what it is before anybody hears of it.
    on("focusin", (event) => this.isOurs(event.target) && this.prepare(event.target));
    on("focusout", (event) => event.target === this.area && this.close());
    on("keydown", (event) => this.pressed(event));
    on("scroll", (event) => this.isOpen && event.target !== this.list && this.place());
    window.addEventListener("resize", () => this.isOpen && this.place(), { signal: this.ear.signal });
  }

  /** Take over what is offered now. */
  renew(data) {
    this.data = { ...data, offers: data.offers.map((each) => ({ ...each, called: (each.isSpaced ? SPACED : JOINED)(each.sign) })) };
    document.querySelectorAll(`.${CSS.escape(data.within)} textarea`).forEach((area) => this.prepare(area));
    const buttons = data.offers.filter((each) => each.button);
    const drawn = [...this.signs.children].map((each) => each.textContent);
    if (buttons.map((each) => each.button).join("\n") !== drawn.join("\n")) {
      this.signs.replaceChildren(...buttons.map((each) => this.button(each)));
    }
    if (buttons.length && this.signs.parentElement !== this.home) this.home.append(this.signs);
  }

  button({ sign, button }) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: button });
    made.setAttribute("aria-haspopup", "listbox");
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => this.begin(sign));
    return made;
  }

  isOurs(node) {
    return node instanceof HTMLTextAreaElement && Boolean(node.closest(`.${CSS.escape(this.data.within)}`));
  }

  prepare(area) {
    if (!this.list.isConnected) this.home.append(this.list); // what a field names must be there
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    if (document.activeElement === area) this.last = area;
  }

  /** Type a sign where the cursor stood last, at the end of the first field where it stood nowhere. */
  begin(sign) {
    const first = document.querySelector(`.${CSS.escape(this.data.within)} [class*="st-key-text-"] textarea`);
    const area = this.last?.isConnected ? this.last : first;
    if (!area) return;
    const at = area === this.last ? area.selectionStart : area.value.length;
    area.focus();
    const isApart = at === 0 || /\s/.test(area.value[at - 1]);
    this.put(area, at, at, isApart ? sign : ` ${sign}`);
  }

  /** Let the field hold what it would if somebody had typed it. */
  put(area, from, to, words) {
    const text = area.value.slice(0, from) + words + area.value.slice(to);
    // React keeps the value itself: it hears of a new one by the field's own setter and an event.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.setSelectionRange(from + words.length, from + words.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(from + words.length, from + words.length);
  }

  begun(area) {
    const before = area.value.slice(0, area.selectionStart);
    for (const offer of this.data.offers) {
      const found = offer.called.exec(before);
      if (found) return { offer, part: found[2] };
    }
    return null;
  }

  fitting({ names }, part) {
    const wanted = part.toLowerCase();
    const rank = ([name, about]) => {
      const low = name.toLowerCase();
      if (low.startsWith(wanted)) return 0;
      return ` ${low} ${about.toLowerCase()}`.includes(` ${wanted}`) ? 1 : 2;
    };
    const ranked = names.map((each) => [rank(each), each]).filter(([place]) => place < 2);
    return ranked.sort(([one], [other]) => one - other).map(([, each]) => each).slice(0, MOST);
  }

  show(area) {
    const found = this.begun(area);
    const names = found ? this.fitting(found.offer, found.part) : [];
    if (!names.length) return this.close();
    this.prepare(area);
    Object.assign(this, { area, offer: found.offer, shown: names, chosen: 0 });
    this.list.setAttribute("aria-label", found.offer.label);
    this.list.replaceChildren(...names.map((name, place) => this.item(name, place)));
    if (!this.isOpen) this.list.showPopover();
    this.isOpen = true;
    this.place();
    this.mark();
  }

  /** Stand under the field, or over it where there is more room. */
  place() {
    if (!this.area.isConnected) return this.close();
    const { top, bottom, left, width } = this.area.getBoundingClientRect();
    const high = this.list.offsetHeight;
    const isOver = bottom + 4 + high > window.innerHeight && top - 4 - high > 0;
    this.list.style.top = `${isOver ? top - 4 - high : bottom + 4}px`;
    this.list.style.left = `${left}px`;
    this.list.style.maxWidth = `${width}px`;
  }

  item([name, about], place) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    item.textContent = this.offer.isSpaced ? name : this.offer.sign + name;
    if (about) item.append(Object.assign(document.createElement("small"), { textContent: about }));
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(name);
    });
    return item;
  }

  mark() {
    [...this.list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === this.chosen)));
    const chosen = this.list.children[this.chosen];
    this.area.setAttribute("aria-activedescendant", chosen.id);
    const { offsetTop, offsetHeight } = chosen;
    const { scrollTop, clientHeight } = this.list;
    if (offsetTop < scrollTop) this.list.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) this.list.scrollTop = offsetTop + offsetHeight - clientHeight;
  }

  close() {
    if (this.isOpen && this.list.isConnected) this.list.hidePopover();
    this.isOpen = false;
    this.area?.removeAttribute("aria-activedescendant");
  }

  take(name) {
    const { area } = this;
    const found = this.begun(area);
    this.close();
    if (found) this.put(area, area.selectionStart - found.part.length, area.selectionStart, `${name} `);
  }

  pressed(event) {
    if (!this.isOpen || event.isComposing || event.target !== this.area) return;
    const count = this.shown.length;
    if (event.key === "ArrowDown") this.chosen = (this.chosen + 1) % count;
    else if (event.key === "ArrowUp") this.chosen = (this.chosen + count - 1) % count;
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") this.take(this.shown[this.chosen][0]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (this.isOpen) this.mark();
  }

  stop() {
    this.ear.abort();
    this.list.remove();
    this.signs.remove();
  }
}

export default function (component) {
  const { parentElement } = component;
  const data = told(component);
  const picker = pickers.get(parentElement) ?? new Picker(parentElement);
  pickers.set(parentElement, picker);
  picker.renew(data);
  return () => {
    picker.stop();
    pickers.delete(parentElement);
  };
}
