// The secret of a session stands in a cookie that no script can read, and a page over a websocket can't
// write: the browser itself asks for the new one, once for each time somebody proved who they are.
const asked = new Set();

export default function (component) {
  const data = told(component);
  if (asked.has(data.number)) return;
  asked.add(data.number);
  fetch("/session/renew", { method: "POST", headers: { "X-Rounds": "renew" }, credentials: "same-origin" }).catch(
    () => {},
  );
}
