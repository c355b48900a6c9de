// A list of names under a text area while the word at the cursor begins with @.
const watched = new WeakMap();
const CALLED = /(^|[^\w.+-])@([^@\n]{0,40})$/;
let lists = 0;

export default function (component) {
  const { data, parentElement } = component;
  watched.get(parentElement)?.();
  const box = parentElement.closest(`.${data.within}`);
  const area = box?.querySelector("textarea");
  if (!area) return () => {};

  const list = document.createElement("ul");
  list.className = "rounds-names";
  list.id = `rounds-names-${(lists += 1)}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People who can be called");
  const field = area.closest("[data-testid=stTextArea]") ?? area.parentElement;
  field.style.position = "relative";
  field.append(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let chosen = 0;

  const begun = () => CALLED.exec(area.value.slice(0, area.selectionStart));
  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === chosen)));
    area.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (name) => {
    const found = begun();
    close();
    if (!found) return;
    const from = area.selectionStart - found[2].length;
    const text = `${area.value.slice(0, from)}${name} ${area.value.slice(area.selectionStart)}`;
    // React keeps the value itself: it hears of a new one by the field's own setter and an event.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(from + name.length + 1, from + name.length + 1);
  };
  const show = () => {
    const found = begun();
    const part = found?.[2].toLowerCase();
    const fits = (name) => name.toLowerCase().startsWith(part) || name.toLowerCase().includes(` ${part}`);
    const names = found ? data.names.filter((name) => (part ? fits(name) : true)) : [];
    if (!names.length) return close();
    list.replaceChildren(
      ...names.map((name, place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.textContent = name;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(name);
        });
        return item;
      }),
    );
    list.style.top = `${area.offsetTop + area.offsetHeight + 4}px`;
    list.style.left = `${area.offsetLeft}px`;
    list.hidden = false;
    chosen = 0;
    mark();
  };
  const pressed = (event) => {
    if (list.hidden || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") chosen = (chosen + 1) % count;
    else if (event.key === "ArrowUp") chosen = (chosen + count - 1) % count;
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") {
      take(list.children[chosen].textContent);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    if (!list.hidden) mark();
  };
  const typed = () => show();
  area.addEventListener("input", typed);
  area.addEventListener("keydown", pressed, true);
  area.addEventListener("blur", close);
  const stop = () => {
    area.removeEventListener("input", typed);
    area.removeEventListener("keydown", pressed, true);
    area.removeEventListener("blur", close);
    list.remove();
    watched.delete(parentElement);
  };
  watched.set(parentElement, stop);
  return stop;
}
