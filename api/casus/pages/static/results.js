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
  const frame = (height, title, width = WIDTH) =>
    make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "drawing", role: "group", direction: "ltr" }, make("title", {}, title));
  const text = (x, y, said, attributes = {}) => make("text", { x, y, ...attributes }, said);
  const cut = (said, most) => (said.length > most ? `${said.slice(0, most - 1)}…` : said);
  const named = (vars, ...names) => names.find((name) => vars.includes(name));
  const numeric = (value) => value?.type === "literal" && NUMBER.test(value.datatype ?? "");
  const number = (value) => (value?.value.trim() ? +value.value : NaN);
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

  /** The box around points, the shorter way round the Earth: west, south, east, north; west may be above east. */
  function box(points) {
    const pad = (least, most) => Math.max(0.2, (most - least) * 0.08);
    const [south, north] = [Math.min(...points.map((p) => p.y)), Math.max(...points.map((p) => p.y))];
    const order = [...new Set(points.map((p) => p.x))].sort((a, b) => a - b);
    let [west, east] = [order[0], order.at(-1)];
    let widest = west + 360 - east;
    for (let each = 1; each < order.length; each++)
      if (order[each] - order[each - 1] > widest) [widest, west, east] = [order[each] - order[each - 1], order[each], order[each - 1] + 360];
    const [wide, tall] = [pad(west, east), pad(south, north)];
    const turned = (x) => ((((x + 180) % 360) + 360) % 360) - 180;
    const ends = east - west + 2 * wide >= 360 ? [-180, 180] : [turned(west - wide), turned(east + wide)];
    return [ends[0], Math.max(-90, south - tall), ends[1], Math.min(90, north + tall)].map((each) => +each.toFixed(4));
  }

  const MAP = {
    most: 400,
    fits: (vars) => named(vars, "lat", "latitude") && named(vars, "long", "lon", "lng", "longitude"),
    async draw({ vars, rows, labelOf, linkOf, groundOf, title }) {
      const [lat, long] = [named(vars, "lat", "latitude"), named(vars, "long", "lon", "lng", "longitude")];
      const points = rows.filter((row) => row[lat] && row[long]).map((row) => ({ row, x: number(row[long]), y: number(row[lat]) }));
      const there = points.filter(({ x, y }) => Math.abs(x) <= 180 && Math.abs(y) <= 90);
      const ground = there.length ? await groundOf(box(there)) : null; // the land of the server's own maps
      if (!ground) return { left: rows.length };
      const [west, south, east, north] = ground.bbox;
      const { width, height } = ground;
      const at = (x, y) => [((x < west && x + 360 <= east ? x + 360 : x) - west) * (width / (east - west)), (north - y) * (height / (north - south))];
      const drawn = frame(height, title, width);
      drawn.append(make("rect", { width, height, class: "sea" }), make("path", { d: ground.land, class: "land" }));
      for (const { at: x, label } of ground.meridians) drawn.append(make("line", { x1: x, x2: x, y1: 0, y2: height, class: "grid" }), text(x + 3, height - 5, x < width - 170 ? label : "", { class: "tick" }));
      for (const { at: y, label } of ground.parallels) drawn.append(make("line", { x1: 0, x2: width, y1: y, y2: y, class: "grid" }), text(4, y - 4, y > 16 && y < height - 20 ? label : "", { class: "tick" }));
      drawn.append(text(width - 6, height - 5, ground.source, { class: "tick", "text-anchor": "end" }));
      const places = new Map();
      for (const point of there) places.set(`${point.x} ${point.y}`, [...(places.get(`${point.x} ${point.y}`) ?? []), point]);
      const taken = [];
      const meets = (a) => taken.some((b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]);
      const most = [...places.values()].sort((a, b) => b.length - a.length).map((here) => ({ here, at: at(here[0].x, here[0].y), size: 5 + 5.5 * Math.sqrt(here.length - 1) }));
      for (const { at: [x, y], size } of most) taken.push([x - size, y - size, x + size, y + size]);
      for (const { here, at: [x, y], size } of most) {
        const names = here.map(({ row }) => subject(row, vars, labelOf));
        names.forEach((about, number) => {
          const [turn, away] = [number * 2.4, 5.5 * Math.sqrt(number)]; // those at one point stand around it, as seeds do in a sunflower
          drawn.append(linked(about, linkOf, make("circle", { cx: x + away * Math.cos(turn), cy: y + away * Math.sin(turn), r: 4, class: "mark" })));
        });
        const said = cut(names[0].label, 26) + (here.length > 1 ? ` + ${here.length - 1}` : "");
        const wide = said.length * 7;
        const room = [[x + size + 3, y + 4, "start", 0], [x - size - 3, y + 4, "end", wide], [x, y + size + 13, "middle", wide / 2], [x, y - size - 5, "middle", wide / 2]];
        const place = room.find(([left, base, , back]) => left - back > 44 && left - back + wide < width - 2 && base > 12 && base < height - 20 && !meets([left - back, base - 11, left - back + wide, base + 4]));
        if (!place) continue;
        const [left, base, anchor, back] = place;
        taken.push([left - back, base - 11, left - back + wide, base + 4]);
        drawn.append(text(left, base, said, { "text-anchor": anchor, class: "halo", "pointer-events": "none" }));
      }
      return { drawn, left: rows.length - there.length };
    },
  };

  /** The first day of a date, or of the month or year that it names; its last one if `isLast`. */
  const day = (value, isLast = false) => {
    const found = value?.value.match(/^(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/);
    if (!found) return null;
    const [year, month, date] = found.slice(1);
    return (isLast && !date ? Date.UTC(+year, +(month ?? 12), 0) : Date.UTC(+year, +(month ?? 1) - 1, +(date ?? 1))) / 86_400_000;
  };

  /** Some first days of years, months or days between two days, and what each is called. */
  function ticks(from, to) {
    const [most, first] = [8, new Date(from * 86_400_000)];
    const [unit, size] = [[365, 4], [30, 7], [1, 10]].find(([days]) => (to - from) / days >= 3) ?? [1, 10];
    const step = Math.max(1, Math.ceil((to - from) / unit / most));
    const [year, month, day] = [first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()];
    const nth = (n) => (size === 4 ? Date.UTC((Math.ceil(year / step) + n) * step, 0, 1) : size === 7 ? Date.UTC(year, month + n * step, 1) : Date.UTC(year, month, day + n * step));
    const days = [...Array(most + 2).keys()].map((n) => nth(n) / 86_400_000).filter((each) => each >= from && each <= to);
    return days.map((each) => [each, new Date(each * 86_400_000).toISOString().slice(0, size)]);
  }

  const TIMELINE = {
    most: 100,
    fits: (vars) => named(vars, "start", "earliest_start", "earliestStart"),
    draw({ vars, rows, labelOf, linkOf, title }) {
      const columns = [["earliest_start", "earliestStart", "start"], ["latest_start", "latestStart", "start"], ["earliest_end", "earliestEnd", "end"], ["latest_end", "latestEnd", "end"]];
      const [first, begun, lasted, last] = columns.map((names) => named(vars, ...names));
      const dated = rows.filter((row) => day(row[first]) !== null);
      if (!dated.length) return { left: rows.length };
      const spans = dated.map((row) => ({ row, first: day(row[first]), begun: day(row[begun], true), lasted: day(row[lasted]), last: day(row[last ?? first], true) }));
      const from = Math.min(...spans.map((each) => each.first));
      const to = Math.max(...spans.flatMap((each) => [each.first, each.begun, each.lasted, each.last]).filter((each) => each !== null), from + 1);
      const left = 270;
      const at = (x) => left + ((x - from) / (to - from)) * (WIDTH - left - 70);
      const drawn = frame(spans.length * 22 + 40, title);
      drawn.append(make("defs", {}, make("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, make("line", { x1: 0, x2: 0, y1: 0, y2: 5, class: "hatch" }))));
      for (const [x, label] of ticks(from, to)) drawn.append(make("line", { x1: at(x), x2: at(x), y1: 20, y2: spans.length * 22 + 28, class: "grid" }), text(at(x) + 3, 15, label, { class: "tick" }));
      spans.forEach((span, number) => {
        const y = 26 + number * 22;
        const about = subject(span.row, vars, labelOf, [first, begun, lasted, last]);
        const end = span.last ?? to;
        const status = word(span.row.status);
        const marks = [text(left - (status ? 40 : 8), y + 12, cut(about.label, status ? 29 : 34), { "text-anchor": "end" }), make("rect", { x: at(span.first), y, width: Math.max(4, at(end) - at(span.first)), height: 14, class: "possible" })];
        const certain = [span.begun, span.lasted ?? (span.last === null ? null : span.begun)];
        if (certain[0] !== null && certain[1] !== null && certain[0] <= certain[1]) marks.push(make("rect", { x: at(certain[0]), y, width: Math.max(4, at(certain[1]) - at(certain[0])), height: 14, class: "mark" }));
        if (status) marks.push(make("path", { d: `M${left - 34} ${y + 7}h26`, class: `line ${status}` }));
        marks.push(text(at(end) + 5, y + 11, `${span.last === null ? "? " : ""}${status}`, { class: "tick" }));
        drawn.append(linked(about, linkOf, ...marks));
      });
      return { drawn, left: rows.length - dated.length };
    },
  };

  const NETWORK = {
    most: 400,
    fits: (vars) => vars.includes("source") && vars.includes("target"),
    draw({ vars, rows, labelOf, linkOf, title }) {
      const lines = rows.filter((row) => row.source && row.target);
      if (!lines.length) return { left: rows.length };
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
      const statuses = [...new Set(lines.map((row) => word(row.status)))].filter(Boolean).slice(0, 7);
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
          drawn.append(linked({ iri: value.type === "uri" ? key : null, label }, linkOf, text(x, at.get(key) + 4, cut(label, 34), { "text-anchor": anchor })));
      return { drawn, left: rows.length - lines.length };
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
      if (!numbers.length) return { left: rows.length };
      const others = vars.filter((name) => !numbers.includes(name));
      const [left, high] = [260, 20];
      const room = (WIDTH - left) / numbers.length; // each column by itself and in its own scale: it may count something else
      const ends = numbers.map((name) => [Math.min, Math.max].map((end) => end(...rows.map((row) => +(row[name]?.value ?? 0)), 0)));
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
          const unit = (room - 70) / (ends[number][1] - ends[number][0] || 1);
          const [zero, width] = [x - ends[number][0] * unit, Math.abs(value) * unit];
          marks.push(make("rect", { x: value < 0 ? zero - width : zero, y, width, height: high - 6, class: `mark n${number}` }), text((value < 0 ? zero : zero + width) + 5, y + 12, row[name]?.value ?? "–", { class: "tick" }));
        });
        drawn.append(linked(about, linkOf, ...marks));
      });
      return { drawn, left: 0 };
    },
  };

  const VIEWS = { map: MAP, timeline: TIMELINE, network: NETWORK, chart: CHART };
  return {
    /** The names of the views that fit the columns. */
    fitting: (vars, rows) => ["table", ...Object.keys(VIEWS).filter((name) => rows.length && VIEWS[name].fits(vars, rows))],
    /** The drawing as SVG, if something can be drawn, and how many rows are not in it: too many, fallen, without a place or time. */
    async draw(name, { rows, ...result }) {
      const standing = rows.filter((row) => !["refuted", "superseded"].includes(word(row.status)));
      const shown = standing.slice(0, VIEWS[name].most);
      return { ...(await VIEWS[name].draw({ ...result, rows: shown })), beyond: standing.length - shown.length, fallen: rows.length - standing.length };
    },
  };
})();
