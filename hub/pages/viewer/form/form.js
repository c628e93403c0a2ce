// Hides what is not asked and still empty, and tells what is wrong while it is typed.
const form = document.getElementById("gesprek");
const WAIT = 900;

const answered = (scope) =>
  [...scope.querySelectorAll("input, textarea, select")].some((one) =>
    ["radio", "checkbox"].includes(one.type) ? one.checked && one.value : one.value.trim());

function holds(needs) {
  const [question, key] = needs.split("=");
  const own = [...form.querySelectorAll(`[name="${CSS.escape(question)}"]`)];
  const ticked = form.querySelector(`[name="${CSS.escape(`${question}:${key}`)}"]`);
  return Boolean(ticked?.checked) || own.some((one) =>
    one.value === key && (one.type !== "radio" || one.checked));
}

function show() {
  for (const part of form.querySelectorAll("[data-needs]")) {
    part.hidden = !holds(part.dataset.needs) && !answered(part);
  }
}

function tell(found) {
  for (const place of form.querySelectorAll(".wrong")) {
    const id = place.id.replace(/-fout$/, "");
    const one = found.find((each) => each.at === id);
    // What was never touched is not yet wrong: it is told when it is sent.
    const field = document.getElementById(id);
    const touched = field?.closest(".asked").querySelector("[data-touched]") || !place.hidden;
    place.hidden = !(one && touched);
    place.textContent = one && touched ? one.text : "";
    field?.toggleAttribute("data-wrong", !place.hidden);
  }
}

let turn = 0;
async function look() {
  const mine = ++turn;
  try {
    const answer = await fetch(form.dataset.look, {
      method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error",
    });
    if (answer.ok && mine === turn) tell((await answer.json()).wrong);
  } catch {
    // Without an answer it is looked over when it is sent.
  }
}

if (form) {
  let waiting = 0;
  form.addEventListener("input", (event) => {
    const field = event.target.closest("fieldset") ?? event.target;
    field.dataset.touched = "ja";
    show();
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  });
  show();
  document.getElementById("stand")?.focus();
}
