// Drawings of the result of a query, chosen by the names of its columns. Text of others only ever becomes text.
"use strict";

const casusViews = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 960;
  const NUMBER = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

  function make(name, attributes = {}, ...inside) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, typeof value === "number" ? +value.toFixed(2) : value);
    made.append(...inside);
    return made;
  }
  const frame = (height, title) =>
    make("svg", { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, class: "drawing", role: "group", direction: "ltr" }, make("title", {}, title));
  const text = (x, y, said, attributes = {}) => make("text", { x, y, ...attributes }, said);
  const cut = (said, most) => (said.length > most ? `${said.slice(0, most - 1)}…` : said);
  const named = (vars, ...names) => names.find((name) => vars.includes(name));
  const numeric = (value) => value?.type === "literal" && NUMBER.test(value.datatype ?? "");
  const word = (value) => (value ? value.value.split(/[/#]/).pop() : "");

  /** What a row is called, and the record that it is about. */
  function subject(row, vars, labelOf, but = []) {
    const about = ["claim", "event", "record", ...vars].find((name) => row[name]?.type === "uri" && !but.includes(name));
    const label = ["label", `${about}_label`, ...vars.filter((name) => /label$|^name$/.test(name))].find((name) => row[name]);
    const iri = about ? row[about].value : null;
    return { iri, label: label ? row[label].value : iri ? labelOf(iri) : (Object.values(row).find((value) => value.type === "literal")?.value ?? "") };
  }

  function linked({ iri, label }, linkOf, ...marks) {
    const title = make("title", {}, label);
    return /^https?:/.test(iri ?? "") ? make("a", { href: linkOf(iri) }, title, ...marks) : make("g", {}, title, ...marks);
  }

  const MAP = {
    most: 400,
    fits: (vars) => named(vars, "lat", "latitude") && named(vars, "long", "lon", "lng", "longitude"),
    draw({ vars, rows, labelOf, linkOf, title }) {
      const [lat, long] = [named(vars, "lat", "latitude"), named(vars, "long", "lon", "lng", "longitude")];
      const points = rows.filter((row) => row[lat] && row[long]).map((row) => ({ row, x: +row[long].value, y: +row[lat].value }));
      const there = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
      if (!there.length) return null;
      const [west, east, south, north] = [Math.min(...there.map((p) => p.x)), Math.max(...there.map((p) => p.x)), Math.min(...there.map((p) => p.y)), Math.max(...there.map((p) => p.y))];
      const span = Math.max(east - west, (north - south) * 1.2, 1) * 1.2;
      const scale = (WIDTH - 40) / span;
      const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180); // a degree of longitude is so much shorter
      const [middleX, middleY] = [(west + east) / 2, (south + north) / 2];
      const height = Math.max(240, Math.min(700, ((north - south) * scale) / squeeze + 80));
      const at = (x, y) => [WIDTH / 2 + (x - middleX) * scale, height / 2 - ((y - middleY) * scale) / squeeze];
      const drawn = frame(height, title);
      const step = [0.5, 1, 2, 5, 10, 20, 45].find((each) => span / each < 12) ?? 45;
      for (let x = Math.ceil((middleX - span / 2) / step) * step; x <= middleX + span / 2; x += step)
        drawn.append(make("line", { x1: at(x, 0)[0], x2: at(x, 0)[0], y1: 0, y2: height, class: "grid" }), text(at(x, 0)[0] + 3, height - 5, `${Math.abs(+x.toFixed(2))}° ${x < 0 ? "W" : "E"}`, { class: "tick" }));
      const reach = (height * squeeze) / scale / 2;
      for (let y = Math.ceil((middleY - reach) / step) * step; at(0, y)[1] > 16; y += step)
        drawn.append(make("line", { x1: 0, x2: WIDTH, y1: at(0, y)[1], y2: at(0, y)[1], class: "grid" }), text(4, at(0, y)[1] - 4, `${Math.abs(+y.toFixed(2))}° ${y < 0 ? "S" : "N"}`, { class: "tick" }));
      const places = new Map();
      for (const point of there) places.set(`${point.x} ${point.y}`, [...(places.get(`${point.x} ${point.y}`) ?? []), point]);
      const taken = [];
      for (const here of [...places.values()].sort((a, b) => b.length - a.length)) {
        const [x, y] = at(here[0].x, here[0].y);
        const about = subject(here[0].row, vars, labelOf);
        const label = here.length > 1 ? `${about.label} + ${here.length - 1}` : about.label;
        const mark = linked({ ...about, label }, linkOf, make("circle", { cx: x, cy: y, r: 5 + Math.sqrt(here.length - 1) * 2, class: "mark" }));
        if (!taken.some(([a, b]) => Math.abs(a - x) < 150 && Math.abs(b - y) < 15)) {
          taken.push([x, y]);
          mark.append(text(x + (x > WIDTH - 170 ? -9 : 9), y + 4, cut(label, 24), { "text-anchor": x > WIDTH - 170 ? "end" : "start" }));
        }
        drawn.append(mark);
      }
      return drawn;
    },
  };

  const day = (value) => {
    const found = value?.value.match(/^(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/);
    return found ? Date.UTC(+found[1], +(found[2] ?? 1) - 1, +(found[3] ?? 1)) / 86_400_000 : null;
  };

  const TIMELINE = {
    most: 100,
    fits: (vars) => named(vars, "start", "earliest_start", "earliestStart"),
    draw({ vars, rows, labelOf, linkOf, title }) {
      const columns = [["earliest_start", "earliestStart", "start"], ["latest_start", "latestStart", "start"], ["earliest_end", "earliestEnd", "end"], ["latest_end", "latestEnd", "end"]];
      const [first, begun, lasted, last] = columns.map((names) => named(vars, ...names));
      const dated = rows.filter((row) => day(row[first]) !== null);
      if (!dated.length) return null;
      const spans = dated.map((row) => ({ row, first: day(row[first]), begun: day(row[begun]), lasted: day(row[lasted]), last: last ? day(row[last]) : day(row[first]) }));
      const from = Math.min(...spans.map((each) => each.first));
      const to = Math.max(...spans.map((each) => each.last ?? each.begun ?? each.first), from + 30);
      const left = 270;
      const at = (x) => left + ((x - from) / (to - from)) * (WIDTH - left - 70);
      const drawn = frame(spans.length * 22 + 40, title);
      drawn.append(make("defs", {}, make("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, make("line", { x1: 0, x2: 0, y1: 0, y2: 5, class: "hatch" }))));
      const years = [new Date(from * 86_400_000).getUTCFullYear(), new Date(to * 86_400_000).getUTCFullYear()];
      const step = Math.max(1, Math.ceil((years[1] - years[0]) / 9));
      for (let year = Math.ceil(years[0] / step) * step; year <= years[1]; year += step) {
        const x = at(Date.UTC(year, 0, 1) / 86_400_000);
        if (x >= left - 1) drawn.append(make("line", { x1: x, x2: x, y1: 20, y2: spans.length * 22 + 28, class: "grid" }), text(x + 3, 15, `${year}`, { class: "tick" }));
      }
      spans.forEach((span, number) => {
        const y = 26 + number * 22;
        const about = subject(span.row, vars, labelOf, [first, begun, lasted, last]);
        const end = span.last ?? to;
        const marks = [text(left - 8, y + 12, cut(about.label, 34), { "text-anchor": "end" }), make("rect", { x: at(span.first), y, width: Math.max(4, at(end) - at(span.first)), height: 14, class: "possible" })];
        const certain = [span.begun, span.lasted ?? (span.last === null ? null : span.begun)];
        if (certain[0] !== null && certain[1] !== null && certain[0] <= certain[1]) marks.push(make("rect", { x: at(certain[0]), y, width: Math.max(4, at(certain[1]) - at(certain[0])), height: 14, class: "mark" }));
        marks.push(text(at(end) + 5, y + 11, `${span.last === null ? "? " : ""}${word(span.row.status)}`, { class: "tick" }));
        drawn.append(linked(about, linkOf, ...marks));
      });
      return drawn;
    },
  };

  const NETWORK = {
    most: 400,
    fits: (vars) => vars.includes("source") && vars.includes("target"),
    draw({ vars, rows, labelOf, linkOf, title }) {
      const lines = rows.filter((row) => row.source && row.target);
      if (!lines.length) return null;
      const name = (row, side) => row[`${side}_label`]?.value ?? (row[side].type === "uri" ? labelOf(row[side].value) : row[side].value);
      const side = (which) => [...new Map(lines.map((row) => [row[which].value, { value: row[which], label: name(row, which) }])).entries()];
      const sources = side("source");
      const order = new Map(sources.map(([key], number) => [key, number]));
      const weight = (key) => {
        const tied = lines.filter((row) => row.target.value === key).map((row) => order.get(row.source.value));
        return tied.reduce((sum, each) => sum + each, 0) / tied.length;
      };
      const targets = side("target").sort((a, b) => weight(a[0]) - weight(b[0]));
      const high = Math.max(sources.length, targets.length) * 26 + 10;
      const statuses = [...new Set(lines.map((row) => word(row.status)))].filter(Boolean);
      const drawn = frame(high + 40, title);
      statuses.forEach((status, number) => {
        const x = 20 + number * 130;
        drawn.append(make("path", { d: `M${x} ${high + 22}h34`, class: `line ${status}` }), text(x + 40, high + 26, status, { class: "tick" }));
      });
      const places = (list) => new Map(list.map(([key], number) => [key, ((number + 0.5) / list.length) * high + 4]));
      const [from, to] = [places(sources), places(targets)];
      const [left, right] = [280, WIDTH - 280];
      for (const row of lines) {
        const [y1, y2] = [from.get(row.source.value), to.get(row.target.value)];
        const about = subject(row, vars, labelOf, ["source", "target"]);
        const status = word(row.status);
        drawn.append(linked(about, linkOf, make("path", { d: `M${left} ${y1}C${left + 130} ${y1} ${right - 130} ${y2} ${right} ${y2}`, class: `line ${status}` })));
      }
      for (const [list, at, x, anchor] of [[sources, from, left - 8, "end"], [targets, to, right + 8, "start"]])
        for (const [key, { value, label }] of list)
          drawn.append(linked({ iri: value.type === "uri" ? key : null, label }, linkOf, text(x, at.get(key) + 4, cut(label, 38), { "text-anchor": anchor })));
      return drawn;
    },
  };

  /** The columns with nothing but numbers, those left out that say where and when. */
  const counted = (vars, rows) =>
    vars.filter((name) => !/^(lat|long?|lng|(lat|long)itude|(.*_)?year)$/.test(name) && rows.every((row) => !row[name] || numeric(row[name])) && rows.some((row) => row[name]));

  const CHART = {
    most: 60,
    fits: (vars, rows) => rows.length > 1 && counted(vars, rows).length > 0,
    draw({ vars, rows, labelOf, linkOf, title }) {
      const numbers = counted(vars, rows).slice(0, 4);
      if (!numbers.length) return null;
      const others = vars.filter((name) => !numbers.includes(name));
      const [left, high] = [260, 20];
      const room = (WIDTH - left) / numbers.length; // each column by itself and in its own scale: it may count something else
      const most = numbers.map((name) => Math.max(...rows.map((row) => +(row[name]?.value ?? 0)), 1e-9));
      const drawn = frame(rows.length * high + 34, title);
      numbers.forEach((name, number) => drawn.append(text(left + number * room, 14, cut(name.replaceAll("_", " "), Math.floor(room / 8)), { class: "tick" })));
      rows.forEach((row, line) => {
        const about = subject(row, others, labelOf);
        const terms = others.filter((name) => row[name]?.type === "uri" && row[name].value !== about.iri).map((name) => word(row[name]));
        about.label = [about.label, ...terms].join(" · ");
        const y = 24 + line * high;
        const marks = [text(left - 8, y + 12, cut(about.label, 38), { "text-anchor": "end" })];
        numbers.forEach((name, number) => {
          const [value, x] = [+(row[name]?.value ?? 0), left + number * room];
          const width = (Math.max(0, value) / most[number]) * (room - 70);
          marks.push(make("rect", { x, y, width, height: high - 6, class: `mark n${number}` }), text(x + width + 5, y + 12, row[name]?.value ?? "–", { class: "tick" }));
        });
        drawn.append(linked(about, linkOf, ...marks));
      });
      return drawn;
    },
  };

  const VIEWS = { map: MAP, timeline: TIMELINE, network: NETWORK, chart: CHART };
  return {
    /** The names of the views that fit the columns. */
    fitting: (vars, rows) => ["table", ...Object.keys(VIEWS).filter((name) => rows.length && VIEWS[name].fits(vars, rows))],
    /** The drawing as SVG, and how many rows were left out: {drawn, beyond, fallen}; null where nothing can be drawn. */
    draw(name, { rows, ...result }) {
      const standing = rows.filter((row) => !["refuted", "superseded"].includes(word(row.status)));
      const shown = standing.slice(0, VIEWS[name].most);
      return { drawn: VIEWS[name].draw({ ...result, rows: shown }), beyond: standing.length - shown.length, fallen: rows.length - standing.length };
    },
  };
})();
