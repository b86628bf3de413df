// The page of the SPARQL endpoint: runs the query of the form and shows its result, as a table or as results.js draws it.
// With the built editor the query has colours and completion. Text of others only ever becomes text.
"use strict";

const PAGE_ROWS = 500;
const LONGEST_LINK = 8000;
const OURS = /^https:\/\/w3id\.org\/casus(?=\/(id|code|ontology)\b)/;
const LABELS_AT_ONCE = 300;
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const TABLES = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" };
const GRAPHS = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };

const element = (id) => document.getElementById(id);
const form = element("form");
const query = element("query");
const prefixes = [...element("prefixes").textContent.matchAll(/^PREFIX (\S+): <(\S+)>$/gm)].map(([, prefix, iri]) => [prefix, iri]);
const words = JSON.parse(form.dataset.words);
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const labels = new Map();
let running = null;
let drawing = null; // the one that is made, until something else is to be seen
let view = new URLSearchParams(location.search).get("view") ?? "table";

for (const id of ["keys", "insert"]) element(id).hidden = false;
element("format").remove(); // with a script the result is shown here
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
const editor = window.casusEditor?.mount(query, {
  label: words["sparql-query"],
  run: () => form.requestSubmit(),
  vocabulary: async () => (await fetch(form.dataset.vocabulary)).json(),
});
document.querySelector("label[for=query]").addEventListener("click", () => editor?.focus());
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
element("stop").addEventListener("click", () => running?.abort());
element("insert").addEventListener("click", addPrefixes);
if (location.hash === "#run") run();

function make(name, text = "", attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

/** The message with that key, its {names} filled in; the plural form is that of the count. */
function told(key, values = {}) {
  const found = words[key];
  const text = typeof found === "string" ? found : (found[plural.select(values.count)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => (name === "count" ? values.count.toLocaleString(language) : values[name]));
}

function address(parameters) {
  const kept = ["release", "lang"].map((name) => [name, form.elements[name]?.value]).filter(([, value]) => value);
  const text = new URLSearchParams({ ...parameters, ...Object.fromEntries(kept) }).toString();
  return text ? `/sparql?${text}` : "/sparql";
}

function ask(text, signal) {
  const headers = { "Content-Type": "application/sparql-query", Accept: ACCEPT };
  return fetch(address({}), { method: "POST", headers, body: text, signal });
}

async function run() {
  running?.abort();
  const abort = (running = new AbortController());
  const started = performance.now();
  const text = query.value;
  drawing = null;
  element("result").replaceChildren();
  element("share").hidden = element("more").hidden = element("views").hidden = true;
  element("stop").hidden = false;
  say(told("sparql-running"));
  try {
    const response = await ask(text, abort.signal);
    const type = response.headers.get("Content-Type") ?? "";
    const seconds = () => ((performance.now() - started) / 1000).toFixed(2);
    if (!response.ok) showProblem(type.includes("json") ? await response.json() : { title: response.statusText });
    else if (type.includes("sparql-results+json")) showSolutions(await response.json(), text, seconds);
    else showGraph(await response.text(), text, seconds);
  } catch (error) {
    if (running !== abort) return; // another query runs, and says so itself
    say(error.name === "AbortError" ? told("sparql-stopped") : told("sparql-no-answer", { why: error.message }));
  } finally {
    if (running === abort) {
      running = null;
      element("stop").hidden = true;
    }
  }
}

function say(text) {
  element("status").className = "";
  element("status").textContent = text;
}

function showProblem(problem) {
  say([problem.title, problem.detail].filter(Boolean).join(". "));
  element("status").className = "problem";
  if (problem.line) {
    const lines = query.value.split("\n");
    const start = lines.slice(0, problem.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + (problem.column ?? 1) - 1;
    if (editor) return editor.select(start, start + 1);
    query.focus();
    query.setSelectionRange(start, start + 1);
  }
}

function showSolutions(result, text, seconds) {
  if ("boolean" in result) {
    share(text, TABLES);
    say(told(result.boolean ? "sparql-yes" : "sparql-no", { seconds: seconds() }));
    return;
  }
  const { vars } = result.head;
  const rows = result.results.bindings;
  say(told("sparql-rows", { count: rows.length, seconds: seconds() }));
  const fitting = casusViews.fitting(vars, rows);
  if (!fitting.includes(view)) view = "table";
  const show = (chosen) => {
    view = chosen;
    for (const button of element("views").children) button.setAttribute("aria-pressed", button.name === view);
    share(text, TABLES);
    drawing = null;
    if (view === "table") showTable(vars, rows);
    else showDrawing(vars, rows);
  };
  element("views").replaceChildren(...fitting.map((name) => make("button", words[`sparql-view-${name}`], { type: "button", name, onclick: () => show(name) })));
  element("views").hidden = fitting.length < 2;
  show(view);
}

function showTable(vars, rows) {
  const table = make("table");
  const head = table.createTHead().insertRow();
  for (const name of vars) head.append(make("th", name, { scope: "col" }));
  const body = table.createTBody();
  element("result").replaceChildren(table);
  const more = element("more");
  more.onclick = async () => {
    const added = rows.slice(body.rows.length, body.rows.length + PAGE_ROWS);
    for (const row of added) {
      const line = body.insertRow();
      for (const name of vars) fill(line.insertCell(), row[name]);
    }
    more.hidden = body.rows.length >= rows.length;
    await learn(added);
    for (const link of table.querySelectorAll("a[data-iri]")) {
      const label = labels.get(link.dataset.iri);
      delete link.dataset.iri;
      if (label) link.after(" ", make("span", label.value, { className: "label", lang: label.lang, dir: "auto" }));
    }
  };
  more.onclick();
}

async function showDrawing(vars, rows) {
  element("more").hidden = true;
  const [mine, chosen] = [{}, view];
  drawing = mine;
  await learn(rows.slice(0, PAGE_ROWS));
  const labelOf = (iri) => labels.get(iri)?.value ?? short(iri);
  const { drawn, left, beyond, fallen } = await casusViews.draw(chosen, { vars, rows, labelOf, linkOf: here, groundOf, title: words[`sparql-view-${chosen}`] });
  const notes = [
    [!drawn, "sparql-nothing-drawn"],
    [drawn && left, "sparql-left"],
    [beyond, "sparql-beyond"],
    [fallen, "sparql-fallen"],
  ];
  const said = notes.filter(([count]) => count).map(([count, key]) => make("p", told(key, { count }), { className: "quiet" }));
  if (drawing !== mine) return; // another view was chosen meanwhile, or another query runs
  const picture = make("div", "", { className: "picture", tabIndex: 0, role: "group", ariaLabel: words[`sparql-view-${chosen}`] });
  picture.append(drawn ?? "");
  element("result").replaceChildren(...(drawn ? [picture] : []), ...said);
}

/** The land in a box of degrees, as the server draws it; null where it does not say. */
async function groundOf(box) {
  const address = new URL(form.dataset.ground, location.href);
  address.searchParams.set("bbox", box);
  const response = await fetch(address).catch(() => null);
  return response?.ok ? response.json() : null;
}

/** Ask what the records, codes and terms of these rows are called, unless it is known. */
async function learn(rows) {
  const values = rows.flatMap((row) => Object.values(row)).filter((value) => value.type === "uri" && OURS.test(value.value));
  const unknown = [...new Set(values.map((value) => value.value))].filter((iri) => !labels.has(iri));
  for (let start = 0; start < unknown.length; start += LABELS_AT_ONCE) {
    const iris = unknown.slice(start, start + LABELS_AT_ONCE);
    for (const iri of iris) labels.set(iri, null);
    const response = await ask(
      `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?iri ?label WHERE { VALUES ?iri { ${iris.map((iri) => `<${iri}>`).join(" ")} } { ?iri skos:prefLabel ?label } UNION { ?iri rdfs:label ?label }
      FILTER (LANG(?label) IN ("en", "${language}")) }`,
    ).catch(() => null);
    if (!response?.ok) return;
    for (const { iri, label } of (await response.json()).results.bindings) {
      const lang = label["xml:lang"];
      if (!labels.get(iri.value) || lang === language) labels.set(iri.value, { value: label.value, lang });
    }
  }
}

function showGraph(text, asked, seconds) {
  share(asked, GRAPHS);
  say(told("sparql-graph", { seconds: seconds() }));
  element("result").replaceChildren(make("pre", text));
}

function fill(cell, value) {
  if (!value) return;
  if (value.type === "uri") cell.append(reference(value.value));
  else if (value.type === "bnode") cell.append(`_:${value.value}`);
  else {
    cell.append(make("span", value.value, { dir: "auto", lang: value["xml:lang"] ?? "" }));
    const kind = value["xml:lang"] ? `@${value["xml:lang"]}` : value.datatype ? short(value.datatype) : "";
    if (kind) cell.append(" ", make("small", kind));
  }
}

function reference(iri) {
  if (!/^https?:/.test(iri)) return make("span", `<${iri}>`);
  const link = make("a", short(iri), { href: here(iri), rel: "noreferrer", title: iri });
  if (OURS.test(iri)) link.dataset.iri = iri;
  return link;
}

/** Where the IRI leads: on this host if it is one of ours. */
function here(iri) {
  return iri.replace(OURS, "");
}

function short(iri) {
  const [, list, code] = iri.match(/^https:\/\/w3id\.org\/casus\/code\/([\w-]+)\/([\w-]+)$/) ?? [];
  if (code) return `${list}:${code}`;
  const known = prefixes.filter(([, start]) => iri.startsWith(start)).sort((a, b) => b[1].length - a[1].length)[0];
  return known ? `${known[0]}:${iri.slice(known[1].length)}` : `<${iri}>`;
}

function share(text, formats) {
  const link = address({ query: text, ...(view === "table" ? {} : { view }) });
  const fits = link.length <= LONGEST_LINK;
  element("share").hidden = !fits;
  if (!fits) return;
  history.replaceState(null, "", `${link}#run`);
  element("link").href = `${link}#run`;
  const anchors = Object.entries(formats).map(([name, type]) => make("a", name, { href: address({ query: text, accept: type }) }));
  element("downloads").replaceChildren(`${words["sparql-as-files"]} `, ...anchors);
}

function addPrefixes() {
  const bare = query.value.replace(/<[^>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, " ");
  const used = new Set([...bare.matchAll(/([A-Za-z][\w-]*):/g)].map((match) => match[1]));
  const declared = new Set([...query.value.matchAll(/^\s*PREFIX\s+([\w-]*):/gim)].map((match) => match[1]));
  const missing = prefixes.filter(([prefix]) => used.has(prefix) && !declared.has(prefix));
  const text = missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + query.value;
  if (editor) editor.replace(text);
  else query.value = text;
  const added = missing.map(([prefix]) => prefix).join(", ");
  say(missing.length ? told("sparql-added", { prefixes: added }) : told("sparql-none-missing"));
}
