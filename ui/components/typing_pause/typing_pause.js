// Streamlit takes a text area's text over when it is left or Ctrl+Enter is pressed in it.
// This presses those keys whenever the writer pauses, so that count, preview and findings keep up.
const PAUSE = 350;
const watched = new WeakMap();
// The area that was typed into and has not told yet; it outlives a redrawing of the page.
let waiting = null;

export default function (component) {
  const { data, parentElement } = component;
  let timer = 0;
  const tell = () => {
    const area = waiting;
    waiting = null;
    if (!area?.isConnected) return;
    const keys = { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
    area.dispatchEvent(new KeyboardEvent("keydown", keys));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  };
  const typed = (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement) || !data.labels.includes(area.getAttribute("aria-label"))) return;
    if (event.isComposing) return;
    waiting = area;
    later();
  };
  watched.get(parentElement)?.();
  document.addEventListener("input", typed);
  if (waiting) later();
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener("input", typed);
    watched.delete(parentElement);
  };
  watched.set(parentElement, stop);
  return stop;
}
