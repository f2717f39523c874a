/* The planner's hand: a camera that is only thought of is put on the map, dragged, turned, widened, raised and tilted;
   what it would see and add follows. Variants stay in this browser; nothing is stored at the server. */
"use strict";

const whatIf = (map, options) => {
  const words = czujka.words;
  const part = (name) => document.getElementById(`hand-${name}`);
  const FIELDS = { bearing_deg: "bearing", hfov_deg: "opening", height_m: "height", tilt_deg: "tilt", kind: "kind", facade: "facade" };
  const KEY = `czujka-variants-${options.city}`;
  const STEP_M = 1;
  let state = read();
  let past = [];
  let future = [];
  let adding = false;
  const answers = new Map(); // what the server said of an idea, by the idea as text
  const drawn = L.layerGroup().addTo(map);
  const hand = L.layerGroup().addTo(map);

  const variant = () => state.variants[state.variant];
  const idea = () => variant().ideas[state.chosen];
  const number = (value, digits = 0) => new Intl.NumberFormat(document.documentElement.lang,
    { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
  const signed = (value) => (value > 0.5 ? "+" : "") + number(value);

  /* ---- keeping: nothing is lost by closing the page, and every change can be undone ---- */

  function fresh() { return { variant: 0, chosen: -1, variants: [{ name: "A", ideas: [] }] }; }

  function read() {
    try {
      const link = new URLSearchParams(location.hash.slice(1)).get("variant");
      if (link) {
        const ideas = JSON.parse(atob(link.replaceAll("-", "+").replaceAll("_", "/")));
        return { variant: 0, chosen: ideas.length - 1, variants: [{ name: "A", ideas }] };
      }
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept?.variants?.length ? kept : fresh();
    } catch { return fresh(); }
  }

  function keep() { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* a browser that keeps nothing */ } }

  function change(act) {
    past.push(JSON.stringify(state));
    past = past.slice(-100);
    future = [];
    act();
    settle();
  }

  function step(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify(state));
    state = JSON.parse(from.pop());
    settle();
  }

  function settle() { keep(); panel(); draw(); askAll(); }

  /* ---- asking: one question at a time, the latest wins ---- */

  let asking = false;
  let waiting = null;

  async function ask(ideas) {
    const response = await fetch("/what-if", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ norm_edition: options.edition, level: options.level, ideas }),
    });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  async function follow(one, then) {
    if (asking) { waiting = [one, then]; return; }
    asking = true;
    try { then(await ask([one])); } catch { part("told").textContent = words.failed; } finally {
      asking = false;
      if (waiting) { const next = waiting; waiting = null; follow(...next); }
    }
  }

  async function askAll() {
    const ideas = variant().ideas;
    for (const one of ideas) {
      const key = JSON.stringify(one);
      if (!answers.has(key)) answers.set(key, await ask([one]).catch(() => null));
    }
    for (const each of state.variants) await total(each);
    draw();
    numbers();
    compare();
  }

  async function total(each) {
    const key = JSON.stringify(each.ideas);
    if (each.ideas.length && !answers.has(key)) answers.set(key, await ask(each.ideas).catch(() => null));
  }

  /* ---- drawing ---- */

  function zones(answer, strong) {
    return answer.placed[0].zones.map((zone) => L.geoJSON(zone.geometry, {
      renderer: L.svg({ pane: "gaps" }), pane: "gaps", interactive: false,
      style: { color: "#9A5B00", weight: strong ? 1.4 : 0.8, dashArray: "5 4", fillColor: "#E8A93B", fillOpacity: strong ? 0.2 : 0.1 },
    }));
  }

  function draw() {
    drawn.clearLayers();
    variant().ideas.forEach((one, index) => {
      const answer = answers.get(JSON.stringify(one));
      if (answer && index !== state.chosen) zones(answer, false).forEach((shape) => drawn.addLayer(shape));
      if (index !== state.chosen) drawn.addLayer(sign(one, index));
    });
    grip();
  }

  function picture(one, strong) {
    const ns = "http://www.w3.org/2000/svg";
    const make = (name, attributes) => {
      const node = document.createElementNS(ns, name);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      return node;
    };
    const svg = make("svg", { viewBox: "0 0 26 26", width: 26, height: 26 });
    const turned = make("g", { transform: `rotate(${one.bearing_deg ?? 0} 13 13)` });
    const paint = { fill: strong ? "#E8A93B" : "#FFF1CF", stroke: "#7A4B00", "stroke-width": 1.6 };
    if (options.turning.includes(one.kind)) turned.append(make("circle", { cx: 13, cy: 13, r: 8, ...paint }));
    else turned.append(make("path", { d: "M13 14 L5.5 2 L20.5 2 Z", ...paint }), make("circle", { cx: 13, cy: 15.5, r: 4, ...paint }));
    svg.append(turned);
    return svg;
  }

  const icon = (one, strong) => L.divIcon({ className: "camera-icon", iconSize: [26, 26], iconAnchor: [13, 14], html: picture(one, strong) });

  function sign(one, index) {
    return L.marker([one.lat, one.lon], { icon: icon(one, false), pane: "top", keyboard: false, title: name(index) })
      .on("click", () => { state.chosen = index; settle(); });
  }

  const name = (index) => `${variant().name}${index + 1}`;

  /* The chosen camera: one sign to drag it, another to turn it. */
  function grip() {
    hand.clearLayers();
    const one = idea();
    if (!one) return;
    const answer = answers.get(JSON.stringify(one));
    let shapes = answer ? zones(answer, true) : [];
    shapes.forEach((shape) => hand.addLayer(shape));
    const show = (next) => (said) => {
      shapes.forEach((shape) => hand.removeLayer(shape));
      shapes = said ? zones(said, true) : [];
      shapes.forEach((shape) => hand.addLayer(shape));
      numbers(said, next);
    };
    const body = L.marker([one.lat, one.lon], { icon: icon(one, true), draggable: true, pane: "top", keyboard: false, zIndexOffset: 1000, title: name(state.chosen) });
    body.on("drag", () => { const next = at(one, body.getLatLng()); follow(next, show(next)); });
    body.on("dragend", () => place(body.getLatLng()));
    hand.addLayer(body);
    if (options.turning.includes(one.kind)) return;
    const dot = document.createElement("span");
    const handle = L.marker(ahead(one), { icon: L.divIcon({ className: "turn-grip", iconSize: [18, 18], html: dot }), draggable: true, pane: "top", keyboard: false, zIndexOffset: 1001, title: words.turn });
    const turned = () => ({ ...one, bearing_deg: bearing(body.getLatLng(), handle.getLatLng()) });
    handle.on("drag", () => { const next = turned(); body.setIcon(icon(next, true)); follow(next, show(next)); });
    handle.on("dragend", () => { const next = turned(); change(() => { variant().ideas[state.chosen] = next; }); });
    hand.addLayer(handle);
  }

  function ahead(one) {
    const from = map.latLngToContainerPoint([one.lat, one.lon]);
    const angle = ((one.bearing_deg ?? 0) - 90) * Math.PI / 180;
    return map.containerPointToLatLng([from.x + 52 * Math.cos(angle), from.y + 52 * Math.sin(angle)]);
  }

  function bearing(from, to) {
    const a = map.latLngToContainerPoint(from), b = map.latLngToContainerPoint(to);
    return Math.round((Math.atan2(b.y - a.y, b.x - a.x) * 180 / Math.PI + 450) % 360) % 360;
  }

  const at = (one, place) => ({ ...one, lon: Number(place.lng.toFixed(7)), lat: Number(place.lat.toFixed(7)) });

  /* A camera that lands on another facade looks straight away from it; on the same one it keeps its bearing. */
  async function place(where, made) {
    const before = made ?? idea();
    let next = at(before, where);
    let said = await ask([{ ...next, bearing_deg: before.bearing_deg ?? null }]).catch(() => null);
    const facing = (answer) => answer?.placed[0].facade_deg ?? null;
    if (!said?.placed[0].zones.length || (facing(said) !== null && apart(facing(said), said.placed[0].bearing_deg) > 90)) {
      said = await ask([{ ...next, bearing_deg: null }]).catch(() => null) ?? said;
    }
    if (said) {
      const real = said.placed[0];
      next = { ...next, lon: real.lon, lat: real.lat, bearing_deg: Math.round(real.bearing_deg) % 360 };
    } else next.bearing_deg ??= 0;
    change(() => {
      if (made) { variant().ideas.push(next); state.chosen = variant().ideas.length - 1; } else variant().ideas[state.chosen] = next;
    });
  }

  const apart = (a, b) => Math.abs(((a - b) % 360 + 540) % 360 - 180);

  /* ---- the panel ---- */

  function panel() {
    const one = idea();
    part("panel").hidden = !one;
    part("undo").disabled = !past.length;
    part("redo").disabled = !future.length;
    const list = part("list");
    list.replaceChildren(...variant().ideas.map((_, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button chip";
      button.textContent = name(index);
      button.setAttribute("aria-pressed", String(index === state.chosen));
      button.addEventListener("click", () => { state.chosen = index; settle(); });
      return button;
    }));
    part("share").hidden = part("save").hidden = part("another").hidden = !variant().ideas.length;
    if (!one) return;
    part("name").textContent = name(state.chosen);
    for (const [key, field] of Object.entries(FIELDS)) {
      const input = part(field);
      if (input.type === "checkbox") input.checked = one[key]; else input.value = one[key] ?? 0;
    }
    for (const field of ["bearing", "opening", "height", "tilt"]) part(`${field}-told`).textContent = part(field).value;
    part("bearing").disabled = part("opening").disabled = options.turning.includes(one.kind);
  }

  function numbers(said, of) {
    const one = of ?? idea();
    if (!one) return;
    const answer = said === undefined ? answers.get(JSON.stringify(one)) : said;
    const list = part("numbers");
    list.replaceChildren();
    if (!answer?.placed[0].zones.length) { part("told").textContent = words.sees_no_ground; return; }
    const { gain, zones: seen } = answer.placed[0];
    const level = seen.find((zone) => zone.px_per_m === options.px_per_m);
    const rows = [
      [words.new_view, `${number(level?.area_m2 ?? 0)} m²`],
      [words.gain_streets, `${signed(gain.gain_street_m)} m`],
      [words.gain_ground, `${signed(gain.gain_m2)} m²`],
      [words.overlap, `${number(gain.overlap_m2)} m²`],
      ...gain.areas.map((area) => [area.area_name, `${signed(area.gain_m2)} m², ${signed(area.gain_street_m)} m`]),
    ];
    for (const [title, value] of rows) {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = title;
      dd.textContent = value;
      list.append(dt, dd);
    }
    part("told").textContent = "";
  }

  function compare() {
    const full = state.variants.filter((each) => each.ideas.length);
    part("compare").hidden = full.length === 0;
    part("rows").replaceChildren(...full.map((each) => {
      const answer = answers.get(JSON.stringify(each.ideas));
      const row = document.createElement("tr");
      const cells = [each.name, number(each.ideas.length), answer ? `${signed(answer.together.gain_street_m)} m` : "–", answer ? `${signed(answer.together.gain_m2)} m²` : "–"];
      cells.forEach((text, index) => {
        const cell = document.createElement("td");
        if (index === 0) {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "button chip";
          button.textContent = text;
          button.setAttribute("aria-pressed", String(each === variant()));
          button.addEventListener("click", () => { state.variant = state.variants.indexOf(each); state.chosen = each.ideas.length - 1; settle(); });
          cell.append(button);
        } else { cell.textContent = text; cell.className = "n"; }
        row.append(cell);
      });
      return row;
    }));
  }

  /* ---- taking it away ---- */

  function download() {
    const features = variant().ideas.map((one, index) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [one.lon, one.lat] },
      properties: { ref: `${variant().name}${index + 1}`, status: "candidate", camera_type: one.camera_type, kind: one.kind, mount: one.facade ? "wall" : "pole",
        height_m: one.height_m, bearing_deg: one.bearing_deg, tilt_deg: one.tilt_deg, hfov_deg: one.hfov_deg },
    }));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ type: "FeatureCollection", features })], { type: "application/geo+json" }));
    link.download = `czujka-${variant().name}.geojson`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function share() {
    const text = btoa(JSON.stringify(variant().ideas)).replaceAll("+", "-").replaceAll("/", "_");
    const link = `${location.origin}${location.pathname}${location.search}#variant=${text}`;
    history.replaceState(null, "", link);
    try { await navigator.clipboard.writeText(link); part("told").textContent = words.copied; } catch { part("told").textContent = words.in_address; }
  }

  /* ---- what a person does ---- */

  function begin(on) {
    adding = on;
    map.getContainer().classList.toggle("adding", on);
    part("hint").hidden = !on;
  }

  const start = { camera_type: "fixed", kind: options.kind, height_m: 4.5, bearing_deg: null, tilt_deg: options.tilt_deg, hfov_deg: options.kinds[options.kind].hfov_deg, facade: true };
  part("new").addEventListener("click", () => begin(!adding));
  part("middle").addEventListener("click", () => { begin(false); place(map.getCenter(), start); });
  map.on("click", (event) => { if (adding) { begin(false); place(event.latlng, start); } });
  map.on("zoomend", () => grip());
  part("undo").addEventListener("click", () => step(past, future));
  part("redo").addEventListener("click", () => step(future, past));
  part("remove").addEventListener("click", () => change(() => { variant().ideas.splice(state.chosen, 1); state.chosen = variant().ideas.length - 1; }));
  part("another").addEventListener("click", () => change(() => {
    state.variants.push({ name: String.fromCharCode(65 + state.variants.length % 26), ideas: [...variant().ideas] });
    state.variant = state.variants.length - 1;
  }));
  part("save").addEventListener("click", download);
  part("share").addEventListener("click", share);
  for (const [key, field] of Object.entries(FIELDS)) {
    const input = part(field);
    const next = () => {
      const value = input.type === "checkbox" ? input.checked : input.tagName === "SELECT" ? input.value : Number(input.value);
      const changed = { ...idea(), [key]: value };
      if (key === "kind") { changed.hfov_deg = options.kinds[value].hfov_deg; changed.camera_type = options.turning.includes(value) ? "panning" : "fixed"; }
      return changed;
    };
    if (input.type === "range") {
      input.addEventListener("input", () => {
        part(`${field}-told`).textContent = input.value;
        const changed = next();
        follow(changed, (said) => { answers.set(JSON.stringify(changed), said); numbers(said, changed); });
      });
    }
    input.addEventListener("change", () => change(() => { variant().ideas[state.chosen] = next(); }));
  }
  document.querySelectorAll("[data-move]").forEach((button) => button.addEventListener("click", (event) => {
    const [east, north] = button.dataset.move.split(",").map((way) => Number(way) * STEP_M * (event.shiftKey ? 10 : 1));
    const one = idea();
    place(L.latLng(one.lat + north / 111320, one.lon + east / (111320 * Math.cos(one.lat * Math.PI / 180))));
  }));
  window.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, select, textarea")) return;
    if (event.key === "z") { event.preventDefault(); event.shiftKey ? step(future, past) : step(past, future); }
    if (event.key === "y") { event.preventDefault(); step(future, past); }
  });
  settle();
};
