/* The planner's hand: a camera that is only thought of is put on the map, dragged, turned, widened, raised and tilted;
   what it would see and add follows. Nothing is stored at the server. */
"use strict";

const whatIf = (map, options) => {
  const words = { ...czujka.words, ...options.words };
  const part = (name) => document.getElementById(`hand-${name}`);
  const FIELDS = { bearing_deg: "bearing", hfov_deg: "opening", height_m: "height", tilt_deg: "tilt", kind: "kind", mount: "mount" };
  const STEP_M = 1;
  const GRIP_PX = 52;
  const status = (text) => { part("status").textContent = text; part("status").hidden = !text; };
  const book = variants(options, settled);
  const server = asking(options, words, { status, anew: () => setTimeout(settled) });
  const drawn = L.layerGroup().addTo(map);
  const hand = L.layerGroup().addTo(map);
  let adding = false;
  let moving = false; // what is being dragged must not be drawn anew
  let turn = 0;

  const number = (value, digits = 0) => new Intl.NumberFormat(document.documentElement.lang,
    { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
  const signed = (value) => (Math.round(value) > 0 ? "+" : "") + number(value);
  const drawTable = compare(book, server.known, words, { number, signed }, reveal);
  const special = reaching(options, words, number);
  const turns = (one) => options.kinds[one.kind]?.turns ?? false;

  function settled() { panel(); draw(); drawTable(); learnAll(); }

  /* Every camera of the variant, all of them together, and the other variants for the table. */
  async function learnAll() {
    const mine = (turn += 1);
    const questions = [...book.variant().ideas.map((one) => [one]), ...book.all().map((each) => each.ideas).filter((ideas) => ideas.length)];
    for (const ideas of questions) {
      await server.learn(ideas, { everyLevel: ideas.length === 1 });
      if (mine !== turn) return;
    }
    draw();
    numbers();
    drawTable();
  }

  /* What is chosen is in view, and near enough to see its ground. */
  function reveal({ near = true } = {}) {
    const one = book.idea();
    if (!one || (map.getBounds().pad(-0.05).contains([one.lat, one.lon]) && (!near || map.getZoom() >= 15.5))) return;
    map.setView([one.lat, one.lon], Math.max(map.getZoom(), 17), { animate: false });
  }

  /* ---- angles ---- */

  const within = (arc, bearing) => ((bearing - arc.from_deg) % 360 + 360) % 360 <= arc.width_deg + 0.05;

  /* The nearest bearing at which the wall is not in the picture, as a whole degree. */
  function allowed(arc, bearing) {
    if (!arc || arc.width_deg >= 360 || within(arc, bearing)) return bearing;
    const past = ((bearing - arc.from_deg - arc.width_deg) % 360 + 360) % 360;
    const before = ((arc.from_deg - bearing) % 360 + 360) % 360;
    return (past <= before ? Math.floor(arc.from_deg + arc.width_deg) : Math.ceil(arc.from_deg)) % 360;
  }

  const limits = (text, arc) => text.replace("%1", number(arc.from_deg)).replace("%2", number((arc.from_deg + arc.width_deg) % 360));

  /* ---- drawing ---- */

  function zones(said, strong) {
    return said.placed[0].zones.map((zone) => L.geoJSON(zone.geometry, {
      renderer: L.svg({ pane: "gaps" }), pane: "gaps", interactive: false,
      style: { color: "#9A5B00", weight: zone.level === options.level ? 1.8 : 0.8, dashArray: zone.level === options.level ? null : "5 4", fillColor: "#E8A93B", fillOpacity: strong ? 0.2 : 0.1 },
    })).concat(special.shapes(said.placed[0].beyond, strong));
  }

  function draw() {
    drawn.clearLayers();
    book.variant().ideas.forEach((one, index) => {
      if (index === book.chosen()) return;
      const said = server.known([one]);
      if (said) zones(said, false).forEach((shape) => drawn.addLayer(shape));
      drawn.addLayer(L.marker([one.lat, one.lon], { icon: icon(one, false), pane: "top", keyboard: false, title: book.name(index) })
        .on("click", () => book.choose(index)));
    });
    if (!moving) grip();
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
    if (turns(one)) turned.append(make("circle", { cx: 13, cy: 13, r: 8, ...paint }));
    else turned.append(make("path", { d: "M13 14 L5.5 2 L20.5 2 Z", ...paint }), make("circle", { cx: 13, cy: 15.5, r: 4, ...paint }));
    svg.append(turned);
    return svg;
  }

  const icon = (one, strong) => L.divIcon({ className: "camera-icon", iconSize: [26, 26], iconAnchor: [13, 14], html: picture(one, strong) });

  /* The bearings that the wall leaves, as a thin arc through the grip; beyond its ends the wall would be in the picture. */
  function arcOf(said, place) {
    const arc = said?.placed[0].turn;
    if (!arc) return null;
    const steps = Math.max(Math.ceil(arc.width_deg / 4), 1);
    const points = Array.from({ length: steps + 1 }, (_, i) => ahead(place, arc.from_deg + arc.width_deg * i / steps));
    return L.polyline(points, { renderer: L.svg({ pane: "top" }), pane: "top", interactive: false, color: "#7A4B00", weight: 1.5, className: "turn-arc" });
  }

  /* The chosen camera: one sign to drag it, another to turn it. */
  function grip() {
    hand.clearLayers();
    const kept = book.idea();
    if (!kept) return;
    const said = server.known([kept]);
    const one = { ...kept, bearing_deg: kept.bearing_deg ?? said?.placed[0].bearing_deg ?? 0 };
    let shapes = [];
    const show = (answer, place) => {
      shapes.forEach((shape) => hand.removeLayer(shape));
      shapes = answer ? zones(answer, true) : [];
      if (answer && !turns(one)) shapes.push(...[arcOf(answer, place)].filter(Boolean));
      shapes.forEach((shape) => hand.addLayer(shape));
    };
    show(said, one);
    const body = L.marker([one.lat, one.lon], { icon: icon(one, true), draggable: true, pane: "top", keyboard: false, zIndexOffset: 1000, title: book.name(book.chosen()) });
    body.on("drag", () => {
      const next = at(one, body.getLatLng());
      server.follow(next, (answer) => { show(answer, answer.placed[0]); numbers(answer, next); });
    });
    body.on("dragstart", () => { moving = true; });
    body.on("dragend", () => { moving = false; place(body.getLatLng()); });
    hand.addLayer(body);
    if (turns(one)) return;
    const dot = document.createElement("span");
    const handle = L.marker(ahead(one, one.bearing_deg), { icon: L.divIcon({ className: "turn-grip", iconSize: [18, 18], html: dot }), draggable: true, pane: "top", keyboard: false, zIndexOffset: 1001, title: words.turn });
    let next = one;
    handle.on("drag", () => {
      next = stopped({ ...one, bearing_deg: bearing(body.getLatLng(), handle.getLatLng()) });
      handle.setLatLng(ahead(one, next.bearing_deg));
      body.setIcon(icon(next, true));
      server.follow(next, (answer) => { show(answer, one); numbers(answer, next); });
    });
    handle.on("dragstart", () => { moving = true; });
    handle.on("dragend", () => { moving = false; book.replace(next); });
    hand.addLayer(handle);
  }

  /* A camera that is turned stops where the wall would come into its picture, and the page says why. */
  function stopped(one) {
    const arc = server.wall(one);
    const bearing_deg = allowed(arc, one.bearing_deg);
    part("limit").textContent = bearing_deg === one.bearing_deg ? "" : limits(words.wall_in_the_way, arc);
    return { ...one, bearing_deg };
  }

  function ahead(place, angle) {
    const from = map.latLngToContainerPoint([place.lat, place.lon]);
    const radians = (angle - 90) * Math.PI / 180;
    return map.containerPointToLatLng([from.x + GRIP_PX * Math.cos(radians), from.y + GRIP_PX * Math.sin(radians)]);
  }

  function bearing(from, to) {
    const a = map.latLngToContainerPoint(from), b = map.latLngToContainerPoint(to);
    return Math.round((Math.atan2(b.y - a.y, b.x - a.x) * 180 / Math.PI + 450) % 360) % 360;
  }

  const at = (one, place) => ({ ...one, lon: Number(place.lng.toFixed(7)), lat: Number(place.lat.toFixed(7)) });

  /* On another facade a camera looks straight away from it; on the same one, or on a pole, it keeps its bearing. */
  async function place(where, before = book.idea(), take = book.replace) {
    let next = at(before, where);
    const ask = (bearing_deg) => server.ask([{ ...next, bearing_deg }]).catch(() => null);
    let said = await ask(before.bearing_deg ?? null);
    const away = said?.placed[0];
    if (away && ((!away.zones.length && !special.alone(next)) || (away.free && !within(away.free, away.bearing_deg)))) said = await ask(null) ?? said;
    if (said) {
      const real = said.placed[0];
      const bearing_deg = allowed(turns(next) ? null : real.turn, Math.round(real.bearing_deg) % 360);
      next = { ...next, lon: real.lon, lat: real.lat, height_m: real.height_m, bearing_deg };
      server.remember(next, real.turn);
    } else next = { ...next, height_m: next.height_m ?? options.heights_m[next.mount], bearing_deg: next.bearing_deg ?? 0 };
    part("limit").textContent = "";
    take(next);
  }

  /* ---- the panel ---- */

  function panel() {
    const one = book.idea();
    part("panel").hidden = !one;
    part("undo").disabled = !book.undoable();
    part("redo").disabled = !book.redoable();
    czujka.refill(part("list"), book.variant().ideas.map((_, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button chip";
      button.textContent = book.name(index);
      button.setAttribute("aria-pressed", String(index === book.chosen()));
      button.addEventListener("click", () => { book.choose(index); reveal(); });
      return button;
    }));
    part("share").hidden = part("save").hidden = part("another").hidden = !book.variant().ideas.length;
    if (!one) return;
    part("name").textContent = book.name(book.chosen());
    for (const [key, field] of Object.entries(FIELDS)) part(field).value = one[key] ?? 0;
    for (const field of ["bearing", "opening", "height", "tilt"]) part(`${field}-told`).textContent = part(field).value;
    part("bearing").disabled = part("opening").disabled = turns(one);
  }

  function fact(title, value, assumed) {
    const dt = document.createElement("dt"), dd = document.createElement("dd");
    dt.textContent = title;
    dd.textContent = value;
    if (assumed) {
      const badge = document.createElement("span");
      badge.className = "badge";
      badge.textContent = words.assumed;
      dt.append(" ", badge);
    }
    return [dt, dd];
  }

  function numbers(answer, of) {
    const one = of ?? book.idea();
    if (!one) return;
    const said = answer === undefined ? server.known([one]) : answer;
    if (!said) return;
    const { gain, zones: seen, at: on, turn: arc } = said.placed[0];
    const level = seen.find((zone) => zone.level === options.level);
    part("numbers").replaceChildren(...(seen.length ? [
      fact(words.new_view, `${number(level?.area_m2 ?? 0)} m²`),
      fact(words.gain_streets, `${signed(gain.gain_street_m)} m`),
      fact(words.gain_ground, `${signed(gain.gain_m2)} m²`),
      fact(words.overlap, `${number(gain.overlap_m2)} m²`),
      fact(words.private_ground, `${number(gain.private_m2, 1)} m²`, said.private_assumed),
      fact(words.homes, number(gain.homes)),
      ...gain.areas.map((area) => fact(area.area_name, `${signed(area.gain_m2)} m², ${signed(area.gain_street_m)} m`)),
    ].flat() : []), ...special.facts(one, said.placed[0].beyond).flatMap(([title, value]) => fact(title, value)));
    levels(seen);
    const crossed = arc && !turns(one) && !within(arc, one.bearing_deg ?? said.placed[0].bearing_deg);
    const alone = special.alone(one);
    part("told").textContent = [alone ? words.counts_nowhere : seen.length ? "" : words.sees_no_ground, words[`hangs_${one.mount}_${on}`],
      arc && !turns(one) ? limits(crossed ? words.wall_in_picture : words.can_turn, arc) : ""].filter(Boolean).join(" ");
  }

  function levels(seen) {
    part("levels").hidden = !seen.length;
    part("level-rows").replaceChildren(...options.levels.map(([name, label]) => {
      const zone = seen.find((one) => one.level === name);
      const row = document.createElement("tr");
      if (name === options.level) row.setAttribute("aria-current", "true");
      const gained = zone?.gain_m2 === null ? "…" : `${signed(zone?.gain_m2 ?? 0)} m²`;
      const cells = zone ? [label, `${number(zone.radius_m, 1)} m`, `${number(zone.area_m2)} m²`, gained] : [label, "–", "–", "–"];
      row.append(...cells.map((text, index) => {
        const cell = document.createElement(index ? "td" : "th");
        cell.textContent = text;
        if (index) cell.className = "n"; else cell.scope = "row";
        return cell;
      }));
      return row;
    }));
  }

  /* ---- what a person does ---- */

  function begin(on) {
    adding = on;
    map.getContainer().classList.toggle("adding", on);
    part("hint").hidden = !on;
  }

  /* What a control changes: another kind brings its lens along, another mount its usual height. */
  function changed(key, value) {
    const one = { ...book.idea(), [key]: value };
    const kind = options.kinds[one.kind];
    if (key === "kind") Object.assign(one, { hfov_deg: kind.hfov_deg, tilt_deg: kind.tilt_deg, camera_type: kind.camera_type });
    if (key === "mount") one.height_m = options.heights_m[value];
    return one;
  }

  const first = options.kinds[options.kind];
  const start = { camera_type: first.camera_type, kind: options.kind, mount: "wall", height_m: null, bearing_deg: null, tilt_deg: first.tilt_deg, hfov_deg: first.hfov_deg };
  part("new").addEventListener("click", () => begin(!adding));
  part("middle").addEventListener("click", () => { begin(false); place(map.getCenter(), start, book.add); });
  map.on("click", (event) => { if (adding) { begin(false); place(event.latlng, start, book.add); } });
  map.on("zoomend", () => grip());
  part("undo").addEventListener("click", book.undo);
  part("redo").addEventListener("click", book.redo);
  part("remove").addEventListener("click", book.remove);
  part("another").addEventListener("click", book.another);
  part("drop").addEventListener("click", book.drop);
  part("save").addEventListener("click", book.download);
  part("share").addEventListener("click", async () => { part("told").textContent = await book.share() ? words.copied : words.in_address; });
  for (const [key, field] of Object.entries(FIELDS)) {
    const input = part(field);
    const value = () => (input.tagName === "SELECT" ? input.value : Number(input.value));
    if (input.type === "range") {
      input.addEventListener("input", () => {
        const next = key === "bearing_deg" ? stopped(changed(key, value())) : changed(key, value());
        input.value = next[key];
        part(`${field}-told`).textContent = input.value;
        server.follow(next, (said) => numbers(said, next));
      });
    }
    input.addEventListener("change", () => {
      const next = changed(key, value());
      if (key === "mount") place(L.latLng(next.lat, next.lon), next); else book.replace(next);
    });
  }
  document.querySelectorAll("[data-move]").forEach((button) => button.addEventListener("click", (event) => {
    const [east, north] = button.dataset.move.split(",").map((way) => Number(way) * STEP_M * (event.shiftKey ? 10 : 1));
    const one = book.idea();
    place(L.latLng(one.lat + north / 111320, one.lon + east / (111320 * Math.cos(one.lat * Math.PI / 180))));
  }));
  window.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, select, textarea")) return;
    if (event.key === "z") { event.preventDefault(); if (event.shiftKey) book.redo(); else book.undo(); }
    if (event.key === "y") { event.preventDefault(); book.redo(); }
  });
  settled();
  /* The map may still be on its way to the whole city; what is linked is gone to when it has arrived. */
  const arrive = () => reveal({ near: book.linked });
  arrive();
  map.on("zoomend", arrive);
  setTimeout(() => map.off("zoomend", arrive), 1000);
};
