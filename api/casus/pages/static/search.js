// Suggestions for the search box: a combobox (ARIA Authoring Practices). The form works without.
const form = document.querySelector("form.search");
const box = form.elements.q;
const list = Object.assign(document.createElement("ul"), { id: "suggestions", hidden: true });
const said = Object.assign(document.createElement("span"), { className: "hidden" });
let options = [], at = -1, timer, asked;

list.setAttribute("role", "listbox");
list.setAttribute("aria-label", form.querySelector("label").textContent);
said.setAttribute("role", "status");
const given = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id };
for (const name in given) box.setAttribute(name, given[name]);
form.append(list, said);

function show(items) {
  options = items;
  list.replaceChildren(...items);
  list.hidden = !items.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  choose(-1);
}

function choose(place) {
  at = place;
  options.forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
  box.setAttribute("aria-activedescendant", options[at]?.id ?? "");
  options[at]?.scrollIntoView({ block: "nearest" });
}

function option(hit, number) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  item.id = `suggestion-${number}`;
  item.setAttribute("role", "option");
  name.dir = "auto";
  name.textContent = hit.label ?? hit.id;
  item.append(name);
  if (hit.status) item.append(Object.assign(document.createElement("small"), { textContent: hit.status.label }));
  const target = new URL(`/v1/${hit.id}`, form.action);
  for (const each of ["lang", "release"]) if (form.elements[each]) target.searchParams.set(each, form.elements[each].value);
  item.addEventListener("pointerdown", (event) => event.preventDefault());
  item.addEventListener("click", () => location.assign(target));
  return item;
}

async function suggest() {
  asked?.abort();
  const text = box.value.trim();
  if (text.length < 2) return show([]);
  asked = new AbortController();
  const query = new URLSearchParams(new FormData(form));
  query.set("q", text);
  query.set("limit", "8");
  try {
    const answer = await fetch(`${form.action}?${query}`, { headers: { Accept: "application/json" }, signal: asked.signal });
    show(answer.ok ? (await answer.json()).items.map(option) : []);
    said.textContent = form.dataset.found.replace("#", options.length);
  } catch {
    // the form is there
  }
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, 150);
});
box.addEventListener("blur", () => show([]));
show([]);
box.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  const moves = { ArrowDown: at + 1 < options.length ? at + 1 : -1, ArrowUp: at < 0 ? options.length - 1 : at - 1 };
  if (event.key in moves) choose(moves[event.key]);
  else if (event.key === "Enter" && at >= 0) options[at].click();
  else if (event.key === "Escape") show([]);
  else return;
  event.preventDefault();
});
