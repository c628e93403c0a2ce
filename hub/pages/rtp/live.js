// A part of the page is asked anew when something changed; what somebody is typing stays.
const part = document.querySelector("[data-live]");
const changed = document.getElementById("nieuw");
const POLL = 30_000, ALTOGETHER = 100, AGAIN = 5_000, DENIED = 403, CLOSED = 404;
let due = 0, asking = false, again = false, polls = 0, stale = false;

const busy = () =>
  part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")
  || Boolean(part.querySelector("details[open], [data-touched]"));

async function fresh() {
  // What nobody looks at is not asked: it would be written down as looked at.
  if (document.hidden) { stale = true; return; }
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(part.dataset.live, { credentials: "same-origin" });
    // Who is logged out, here or elsewhere, is sent to another page.
    // What is closed to him from now on is told by the page itself.
    if (answer.status === DENIED || answer.status === CLOSED || answer.redirected) { location.reload(); return; }
    if (!answer.ok) { soon(AGAIN); return; }
    const text = await answer.text();
    if (busy()) { changed.hidden = false; return; }
    const focused = document.activeElement?.id;
    const made = new DOMParser().parseFromString(text, "text/html");
    part.replaceChildren(...made.body.childNodes);
    changed.hidden = true;
    if (focused) document.getElementById(focused)?.focus();
  } catch {
    soon(AGAIN);
  } finally {
    asking = false;
    if (again) { again = false; soon(); }
  }
}

function soon(wait = ALTOGETHER) {
  clearTimeout(due);
  due = setTimeout(fresh, wait);
}

function poll() {
  polls ||= setInterval(fresh, POLL);
}

if (part) {
  part.addEventListener("input", (event) => event.target.setAttribute("data-touched", ""));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && stale) { stale = false; fresh(); }
  });
  const source = new EventSource(part.dataset.stream);
  let opened = false;
  source.addEventListener("open", () => { if (opened) soon(); opened = true; });
  source.addEventListener("nieuw", () => soon());
  source.addEventListener("einde", () => { source.close(); location.reload(); });
  source.addEventListener("vol", () => { source.close(); poll(); });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) poll();
  });
}
