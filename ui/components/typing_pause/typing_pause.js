// Streamlit takes a field's text over when it is left or Enter is pressed in it (Ctrl+Enter in a text area).
// This presses those keys whenever the writer pauses, so that count, preview and findings keep up, and also
// while somebody types without a pause, and when the page is hidden: what was typed is kept by then.
const PAUSE = 350;
// A field of one line says little before it is whole: an address, a name.
const LINE_PAUSE = 900;
// Nobody loses more than this and the way to the server.
const LONGEST = 1000;
const watched = new WeakMap();
// The field that was typed into and has not told yet, and since when; it outlives a redrawing of the page.
let waiting = null;
let since = 0;

const isLine = (field) => field instanceof HTMLInputElement;
// Lists that are typed into have fields, too; Enter would choose there.
const isField = (field) => field.matches("textarea, [data-testid=stTextInputField]") && field.type !== "password";

export default function (component) {
  const { parentElement } = component;
  const data = told(component);
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    const field = waiting;
    waiting = null;
    if (!field?.isConnected) return;
    const keys = { key: "Enter", code: "Enter", ctrlKey: !isLine(field), bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent("keydown", keys));
    // A key that is never let go would keep every shortcut of the page from being heard.
    field.dispatchEvent(new KeyboardEvent("keyup", keys));
  };
  const later = () => {
    clearTimeout(timer);
    const pause = isLine(waiting) ? LINE_PAUSE : PAUSE;
    timer = setTimeout(tell, Math.max(0, Math.min(pause, since + LONGEST - Date.now())));
  };
  const typed = (event) => {
    const field = event.target;
    if (event.isComposing || !isField(field) || !field.closest(`.${data.within}`)) return;
    if (waiting && waiting !== field) tell();
    if (!waiting) since = Date.now();
    waiting = field;
    later();
  };
  const hidden = () => {
    if (document.visibilityState === "hidden" && waiting) tell();
  };
  // A shortcut begins, and may take the field off the page: what was typed goes first.
  const pressed = (event) => {
    if (event.key === "Alt" && waiting) tell();
  };
  // Whoever began to type before this was here is heard, too.
  const field = document.activeElement;
  if (!watched.has(parentElement) && !waiting && isField(field) && field.closest(`.${data.within}`)) {
    waiting = field;
    since = Date.now();
  }
  watched.get(parentElement)?.();
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);
  document.addEventListener("visibilitychange", hidden);
  document.addEventListener("keydown", pressed, { capture: true });
  if (waiting) later();
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener("input", typed);
    document.removeEventListener("compositionend", typed);
    document.removeEventListener("visibilitychange", hidden);
    document.removeEventListener("keydown", pressed, { capture: true });
    watched.delete(parentElement);
  };
  watched.set(parentElement, stop);
  return stop;
}
