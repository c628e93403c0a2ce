// The page /validate. Whatever was pasted or answered becomes text, never markup: textContent only.
"use strict";

const WORDS = {fatal: "Fatal", error: "Error", warning: "Warning", information: "Information"};
const COUNTED = {fatal: "fatal fault", error: "error", warning: "warning", information: "note"};
const SHORT = 1500;      // lines that are shown whole; of a longer text, those around findings
const AROUND = 4;        // lines that are shown before and after one with a finding
const AT_ONCE = 500;     // lines that one press on a fold brings
const WIDEST = 2000;     // characters of a line that are shown

const EXAMPLE = `{
  "resourceType": "Bundle",
  "type": "collection",
  "entry": [
    {
      "fullUrl": "urn:uuid:8ecd3a4a-55f4-4d2c-9b2e-5b4f3a3d5c01",
      "resource": {
        "resourceType": "Patient",
        "name": [{"family": "Polderman", "given": ["Johanna"]}],
        "gender": "vrouw",
        "birthDate": "1940-13-01"
      }
    },
    {
      "fullUrl": "urn:uuid:8ecd3a4a-55f4-4d2c-9b2e-5b4f3a3d5c02",
      "resource": {
        "resourceType": "Consent",
        "meta": {
          "profile": ["https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective"]
        },
        "status": "active",
        "scope": {
          "coding": [
            {
              "system": "http://terminology.hl7.org/CodeSystem/consentscope",
              "code": "treatment"
            }
          ]
        },
        "category": [{"coding": [{"system": "http://snomed.info/sct", "code": "129125009"}]}],
        "patient": {"reference": "urn:uuid:8ecd3a4a-55f4-4d2c-9b2e-5b4f3a3d5c01"},
        "policy": [{"uri": "https://wetten.overheid.nl/"}],
        "wish": "no",
        "provision": {
          "code": [{"coding": [{"system": "http://snomed.info/sct", "code": "89666000"}]}]
        }
      }
    }
  ]
}
`;

const get = (id) => document.getElementById(id);
const [form, input, profile, file, status, results, filter, source] =
  ["form", "text", "profile", "file", "status", "results", "filter", "source"].map(get);
const index = document.querySelector("#index ol");

let judged = "";         // the text whose findings are shown

/** An element with its class, its attributes and what is in it; strings become text. */
function made(tag, className, inside = [], attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...[].concat(inside));
  return element;
}

function say(sentence, isRefused = false, after = "") {
  status.className = isRefused ? "refused" : "";
  status.replaceChildren(sentence);
  if (after) status.append(" ", made("span", "took", after));
}

/** JSON with a line for each element; only the space between changes, so that no digit is lost. */
function laidOut(text) {
  const out = [];
  let depth = 0;
  let at = 0;
  const newLine = () => out.push("\n", "  ".repeat(Math.min(Math.max(depth, 0), 100)));
  while (at < text.length) {
    const sign = text[at];
    const start = at++;
    if (sign === '"') {
      at = endOfString(text, at);
      out.push(text.slice(start, at));
    } else if (sign === "{" || sign === "[") {
      out.push(sign);
      while (/\s/.test(text[at] ?? "x")) at++;
      if (text[at] === "}" || text[at] === "]") out.push(text[at++]);
      else { depth++; newLine(); }
    } else if (sign === "}" || sign === "]") {
      depth--;
      newLine();
      out.push(sign);
    } else if (sign === ",") {
      out.push(sign);
      newLine();
    } else if (sign === ":") {
      out.push(": ");
    } else if (!/\s/.test(sign)) {
      out.push(sign);
    }
  }
  return out.join("");
}

function endOfString(text, from) {
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\" && quote - 1 - slashes >= from) slashes++;
    at = quote + 1;
    if (slashes % 2 === 0) return at;
  }
}

async function validate(event) {
  event.preventDefault();
  if (!input.value.trim()) {
    say("Paste a resource or a Bundle first.", true);
    input.focus();
    return;
  }
  if (!input.value.trim().includes("\n")) input.value = laidOut(input.value.trim());
  get("validate").disabled = true;
  say("Judging…");
  try {
    await ask(input.value);
  } catch {
    refuse("The hub can't be reached; try again in a moment.");
  } finally {
    get("validate").disabled = false;
  }
}

async function ask(text) {
  const answer = await fetch("validate", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({text, profile: profile.value || null}),
    cache: "no-store",
    credentials: "omit",
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok && said.findings) show(text, said);
  else refuse(said.error ?? `The hub answered ${answer.status}; try again in a moment.`);
}

function refuse(sentence) {
  results.hidden = true;
  say(sentence, true);
}

function show(text, {findings, summary, milliseconds}) {
  judged = text;
  const counted = Object.keys(WORDS).filter((severity) => summary[severity]);
  const words = counted.map((severity) => {
    const count = summary[severity];
    return `${count} ${COUNTED[severity]}${count === 1 ? "" : "s"}`;
  });
  const sentence = words.length ? listed(words) : "Nothing found: it is valid";
  say(`${sentence}.`, false, `Judged in ${milliseconds} ms.`);
  showFilter(counted, summary);
  index.parentElement.hidden = !findings.length;
  index.replaceChildren(...findings.map(entry));
  showSource(text.trimEnd().split("\n"), findings);
  results.hidden = false;
  const {top} = status.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.7) status.scrollIntoView({block: "start"});
}

function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function showFilter(counted, summary) {
  results.dataset.off = "";
  filter.hidden = counted.length < 2;
  const boxes = counted.map((severity) => {
    const box = made("input", "", [], {type: "checkbox", value: severity});
    box.checked = true;
    return made("label", severity, [box, `${WORDS[severity]} ${summary[severity]}`]);
  });
  filter.replaceChildren(filter.querySelector("legend"), ...boxes);
}

/** A finding in the list: a press brings you to its line. */
function entry(finding, number) {
  const button = made("button", "", [
    made("span", "word", WORDS[finding.severity]),
    made("span", "line", `line ${finding.line}`),
    made("span", "expression", breakable(finding.expression || "the whole text")),
  ], {type: "button"});
  button.addEventListener("click", () => goTo(number, button));
  return made("li", finding.severity, button);
}

function goTo(number, button) {
  for (const one of document.querySelectorAll("[aria-current], .is-here")) {
    one.removeAttribute("aria-current");
    one.classList.remove("is-here");
  }
  const card = get(`finding-${number}`);
  button.setAttribute("aria-current", "true");
  card.closest("tr").classList.add("is-here");
  card.focus({preventScroll: true});
  card.scrollIntoView({block: "center"});
}

/** All lines of a short text; of a long one those around findings, and folds between them. */
function showSource(lines, findings) {
  source.style.setProperty("--digits", String(lines.length).length);
  const beside = new Map();
  findings.forEach((finding, number) => {
    const line = Math.min(finding.line, lines.length);
    if (!beside.has(line)) beside.set(line, []);
    beside.get(line).push(card(finding, number));
  });
  const shown = [];
  let next = 1;            // the first line that is not on the page yet
  const upTo = (end) => { for (; next <= end; next++) shown.push(row(lines, next, beside)); };
  if (lines.length <= SHORT) upTo(lines.length);
  for (const line of [...beside.keys()].sort((one, other) => one - other)) {
    if (line - AROUND > next) {
      shown.push(fold(lines, next, line - AROUND - 1));
      next = line - AROUND;
    }
    upTo(Math.min(line + AROUND, lines.length));
  }
  if (next <= lines.length) shown.push(fold(lines, next, lines.length));
  for (const old of [...source.tBodies]) old.remove();
  source.append(...grouped(shown));
}

/** Rows in groups that start at a line with findings, so that these stand beside the lines below. */
function grouped(shown) {
  const groups = [];
  for (const one of shown) {
    if (one.className || !groups.length || groups.at(-1).lastChild.className === "fold") {
      groups.push(made("tbody", "", [], {role: "rowgroup"}));
    }
    groups.at(-1).append(one);
  }
  for (const group of groups) group.style.setProperty("--rows", `repeat(${group.rows.length}, auto) 1fr`);
  return groups;
}

function row(lines, number, beside = new Map()) {
  const line = lines[number - 1];
  const code = made("span", "code", line.slice(0, WIDEST));
  code.style.setProperty("--indent", Math.min(line.search(/\S|$/), 16));
  if (line.length > WIDEST) {
    code.append(made("span", "cut", ` … and ${line.length - WIDEST} characters`));
  }
  const cells = [
    made("td", "number", `${number}`, {role: "cell"}), made("td", "text", code, {role: "cell"}),
  ];
  const cards = beside.get(number);
  if (cards) cells.push(made("td", "findings", cards, {role: "cell"}));
  return made("tr", cards ? `has ${cards[0].dataset.severity}` : "", cells, {role: "row"});
}

function fold(lines, from, to) {
  const button = made("button", "", `Show ${to - from + 1} lines without findings`, {type: "button"});
  const place = made("tr", "fold", made("td", "", button, {role: "cell"}), {role: "row"});
  button.addEventListener("click", () => {
    const end = Math.min(to, from + AT_ONCE - 1);
    const more = [];
    for (let number = from; number <= end; number++) more.push(row(lines, number));
    if (end < to) more.push(fold(lines, end + 1, to));
    place.replaceWith(...more);
  });
  return place;
}

/** A finding beside its line. */
function card(finding, number) {
  const edit = made("button", "", "Edit", {type: "button", "aria-label": `Edit line ${finding.line}`});
  edit.addEventListener("click", () => editLine(finding.line, finding.column));
  const head = [
    made("span", "word", WORDS[finding.severity]), made("span", "kind", finding.code), edit,
  ];
  const inside = [made("p", "head", head), made("p", "says", finding.text)];
  if (finding.expression) inside.push(made("p", "expression", breakable(finding.expression)));
  const origin = [finding.profile.split("/").at(-1), finding.rule].filter(Boolean).join(": ");
  if (origin) {
    inside.push(made("p", "origin", breakable(origin), finding.profile ? {title: finding.profile} : {}));
  }
  const whole = made("div", `finding ${finding.severity}`, inside, {
    id: `finding-${number}`, tabindex: "-1", role: "group",
    "aria-label": `${WORDS[finding.severity]} on line ${finding.line}`,
  });
  whole.dataset.severity = finding.severity;
  return whole;
}

/** A path that is broken before its dots and brackets, where it has to be. */
function breakable(path) {
  return path.split(/(?=[.[(])/).flatMap((part) => [made("wbr"), part]);
}

/** The caret in the text area at this line, unless the text was changed since. */
function editLine(line, column) {
  if (input.value === judged) {
    let start = 0;
    for (let passed = 1; passed < line; passed++) start = judged.indexOf("\n", start) + 1;
    const end = judged.indexOf("\n", start);
    input.setSelectionRange(start + column - 1, end < 0 ? judged.length : end);
    const height = parseFloat(getComputedStyle(input).lineHeight);
    input.scrollTop = Math.max(0, (line - 4) * height);
  }
  input.focus();
}

function paste(text) {
  input.value = text;
  input.focus();
  input.setSelectionRange(0, 0);
  input.scrollTop = 0;
}

form.addEventListener("submit", validate);
filter.addEventListener("change", () => {
  const off = [...filter.querySelectorAll("input:not(:checked)")].map((box) => box.value);
  results.dataset.off = off.join(" ");
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
get("lay-out").addEventListener("click", () => { input.value = laidOut(input.value); });
get("example").addEventListener("click", () => paste(EXAMPLE));
get("open").addEventListener("click", () => file.click());
file.addEventListener("change", async () => {
  if (file.files.length) paste(await file.files[0].text());
  file.value = "";
});
