// The page of the SPARQL endpoint: runs the query of the form and shows its result. Text of others only ever becomes text.
"use strict";

const PAGE_ROWS = 500;
const LONGEST_LINK = 8000;
const OURS = "https://w3id.org/casus/";
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const TABLES = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" };
const GRAPHS = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };

const element = (id) => document.getElementById(id);
const form = element("form");
const query = element("query");
const prefixes = [...element("prefixes").textContent.matchAll(/^PREFIX (\S+): <(\S+)>$/gm)].map(([, prefix, iri]) => [prefix, iri]);
let running = null;

for (const id of ["keys", "insert"]) element(id).hidden = false;
element("format").remove(); // with a script the result is shown here
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
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

function address(parameters) {
  const release = form.elements.release?.value;
  const text = new URLSearchParams({ ...parameters, ...(release ? { release } : {}) }).toString();
  return text ? `/sparql?${text}` : "/sparql";
}

async function run() {
  running?.abort();
  const abort = (running = new AbortController());
  const started = performance.now();
  const text = query.value;
  element("result").replaceChildren();
  element("share").hidden = element("more").hidden = true;
  element("stop").hidden = false;
  say("Running …");
  try {
    const response = await fetch(address({}), {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: ACCEPT },
      body: text,
      signal: abort.signal,
    });
    const type = response.headers.get("Content-Type") ?? "";
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(2)} s`;
    if (!response.ok) showProblem(type.includes("json") ? await response.json() : { title: response.statusText });
    else if (type.includes("sparql-results+json")) showSolutions(await response.json(), text, seconds);
    else showGraph(await response.text(), text, seconds);
  } catch (error) {
    say(error.name === "AbortError" ? "Stopped." : `There is no answer from the server: ${error.message}`);
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
    query.focus();
    query.setSelectionRange(start, start + 1);
  }
}

function showSolutions(result, text, seconds) {
  share(text, TABLES);
  if ("boolean" in result) {
    say(`The answer is ${result.boolean ? "yes" : "no"} (${result.boolean}), after ${seconds()}.`);
    return;
  }
  const rows = result.results.bindings;
  say(`${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"} in ${seconds()}.`);
  const table = make("table");
  const head = table.createTHead().insertRow();
  for (const name of result.head.vars) head.append(make("th", name, { scope: "col" }));
  const body = table.createTBody();
  element("result").replaceChildren(table);
  const more = element("more");
  more.onclick = () => {
    for (const row of rows.slice(body.rows.length, body.rows.length + PAGE_ROWS)) {
      const line = body.insertRow();
      for (const name of result.head.vars) fill(line.insertCell(), row[name]);
    }
    more.hidden = body.rows.length >= rows.length;
  };
  more.onclick();
}

function showGraph(text, asked, seconds) {
  share(asked, GRAPHS);
  say(`A graph as Turtle, in ${seconds()}.`);
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
  const here = /^https:\/\/w3id\.org\/casus\/(id|code|ontology)\b/.test(iri) ? iri.slice(OURS.length - 1) : iri;
  return make("a", short(iri), { href: here, rel: "noreferrer", title: iri });
}

function short(iri) {
  const known = prefixes.filter(([, start]) => iri.startsWith(start)).sort((a, b) => b[1].length - a[1].length)[0];
  return known ? `${known[0]}:${iri.slice(known[1].length)}` : `<${iri}>`;
}

function share(text, formats) {
  const link = address({ query: text });
  const fits = link.length <= LONGEST_LINK;
  element("share").hidden = !fits;
  if (!fits) return;
  history.replaceState(null, "", `${link}#run`);
  element("link").href = `${link}#run`;
  const anchors = Object.entries(formats).map(([name, type]) => make("a", name, { href: address({ query: text, accept: type }) }));
  element("downloads").replaceChildren("The result as ", ...anchors);
}

function addPrefixes() {
  const bare = query.value.replace(/<[^>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, " ");
  const used = new Set([...bare.matchAll(/([A-Za-z][\w-]*):/g)].map((match) => match[1]));
  const declared = new Set([...query.value.matchAll(/^\s*PREFIX\s+([\w-]*):/gim)].map((match) => match[1]));
  const missing = prefixes.filter(([prefix]) => used.has(prefix) && !declared.has(prefix));
  query.value = missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + query.value;
  say(missing.length ? `Added ${missing.map(([prefix]) => prefix).join(", ")}.` : "No known prefix is missing.");
}
