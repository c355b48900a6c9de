// Puts an SVG of the server into a frame that scrolls. What was parsed this way never runs.
export default function (component) {
  const { parentElement } = component;
  const data = told(component);
  let frame = parentElement.querySelector(":scope > [role=region]");
  if (!frame) {
    frame = document.createElement("div");
    frame.setAttribute("role", "region");
    frame.className = "rounds-drawing";
    frame.tabIndex = 0;
    parentElement.append(frame);
  }
  frame.setAttribute("aria-label", data.label);
  const parsed = new DOMParser().parseFromString(data.svg, "image/svg+xml");
  const left = frame.scrollLeft;
  frame.replaceChildren(document.importNode(parsed.documentElement, true));
  frame.scrollLeft = left;
}
