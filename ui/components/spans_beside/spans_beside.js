// Carries the calendar's question for the spans beside the one in sight to Python, and what Python tells to it.
const asking = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  const spans = told(component);
  const ask = () => component.setTriggerValue("asked", true);
  const stop = () => document.removeEventListener("rounds:ask-beside", asking.get(parentElement));
  stop();
  asking.set(parentElement, ask);
  document.addEventListener("rounds:ask-beside", ask);
  if (spans.length) document.dispatchEvent(new CustomEvent("rounds:beside", { detail: spans }));
  return stop;
}
