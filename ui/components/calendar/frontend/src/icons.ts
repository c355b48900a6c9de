/** A small drawing for each state, so that colour never stands alone. Drawn here; nothing is fetched. */

const STROKES: Record<string, string> = {
  draft: "M3 13l.7-2.8L10.5 3.4a1.3 1.3 0 0 1 1.9 0l.2.2a1.3 1.3 0 0 1 0 1.9L5.8 12.3z",
  proposed: "M8 2.2l1.5 4.3L13.8 8l-4.3 1.5L8 13.8 6.5 9.5 2.2 8l4.3-1.5z",
  in_review: "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 6.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z",
  scheduled: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 4.9V8l2.2 1.6",
  claimed: "M8 13V3.2M3.8 7.4L8 3.2l4.2 4.2",
  sending: "M8 13V3.2M3.8 7.4L8 3.2l4.2 4.2",
  published: "M2.8 8.6l3.4 3.4 7-7.6",
  held: "M5.4 3.2v9.6M10.6 3.2v9.6",
  unknown: "M5.4 6A2.6 2.6 0 1 1 8 8.7v1.1M8 12.6v.2",
  refused: "M4 4l8 8M12 4l-8 8",
  missed: "M8 3v6.2M8 12.4v.3",
  cancelled: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM4 4l8 8",
  gap: "M8 3.4v9.2M3.4 8h9.2",
  note: "M4 13.4V2.8h7.6L9.8 5.6l1.8 2.8H4",
  quiet: "M13.4 9.6A5.8 5.8 0 1 1 6.4 2.6a4.6 4.6 0 0 0 7 7z",
  pause: "M5.4 3.2v9.6M10.6 3.2v9.6",
  layer: "M2.6 4h10.8v9.4H2.6zM2.6 6.8h10.8M5.4 2.4V5M10.6 2.4V5",
  "layer-off": "M2.6 4h10.8v9.4H2.6zM5 7.4l6 4.4M11 7.4l-6 4.4",
  grip: "M6 4v.1M10 4v.1M6 8v.1M10 8v.1M6 12v.1M10 12v.1",
  globe: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM2.2 8h11.6M8 2.2c3.4 3.6 3.4 8 0 11.6M8 2.2C4.6 5.8 4.6 10.2 8 13.8",
};

export function icon(name: string): SVGSVGElement {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", STROKES[name] ?? STROKES["draft"]!);
  drawing.append(path);
  return drawing;
}

export function element(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** A plain button with words on it. */
export function button(label: string, press: () => void): HTMLButtonElement {
  const made = element("button", "plain", label) as HTMLButtonElement;
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/** Put children into a node, unless the same stand there already: nothing is then drawn, and focus stays. */
export function fill(node: HTMLElement, children: Node[]): void {
  const before = [...node.childNodes];
  const isSame = before.length === children.length && before.every((child, place) => child.isEqualNode(children[place] ?? null));
  if (!isSame) node.replaceChildren(...children);
}
