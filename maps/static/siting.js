/* The planner's siting page: wishes are sent, the search is watched, points are pinned or excluded on map and table. */
"use strict";

(() => {
  const svg = (name, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const number = (value, digits = 0) =>
    new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
  const percent = (share) => `${number(100 * share, 1)} %`;
  const fill = (text, ...values) => values.reduce((told, value, i) => told.replaceAll(`%${i + 1}`, value), text);
  const text = (words) => { const node = document.createElement("span"); node.textContent = words; return node; };
  const pins = { locked: new Set(), forbidden: new Set(), words: {}, act: false, changed: () => {} };
  const APART_PX = 24;
  const ground = { color: "#9A5B00", weight: 1, dashArray: "4 3", fillColor: "#E8A93B", fillOpacity: 0.22 };

  czujka.kinds.sitingViews = (map, options, data) => L.geoJSON(data, {
    renderer: L.svg({ pane: "gaps" }), pane: "gaps", interactive: false, style: ground,
  });

  czujka.kinds.sitingAdds = (map, options, data) => L.geoJSON(data, {
    pane: "cells",
    pointToLayer: (feature, place) => L.circleMarker(place, {
      renderer: L.canvas({ pane: "cells" }), pane: "cells", interactive: false, radius: 2.5, stroke: false, fillColor: "#0B5F57", fillOpacity: 0.8,
    }),
  });

  czujka.kinds.sitingMasks = (map, options, data) => L.geoJSON(data, {
    renderer: L.svg({ pane: "cells" }), pane: "cells", interactive: false,
    style: { color: "#1F2933", weight: 1.5, dashArray: "4 3", fill: false },
  });

  czujka.kinds.sitingCandidates = (map, options, data) => L.geoJSON({ ...data, features: data.features.filter((f) => !f.properties.chosen) }, {
    pane: "cells",
    pointToLayer: (feature, place) => L.circleMarker(place, {
      renderer: L.canvas({ pane: "cells", tolerance: 6 }), pane: "cells", radius: 4, weight: 1.5, dashArray: "2 2",
      color: feature.properties.forbidden ? "#6B6F76" : "#005A9C", fillColor: "#FFFFFF", fillOpacity: 0.9,
    }),
    onEachFeature: (feature, layer) => {
      const p = feature.properties;
      layer.bindPopup(() => card(`${pins.words.candidate}: ${p.name ?? czujka.words.unnamed}`,
        `${pins.words.adds} ${percent(p.gain_share)} · ${number(p.cost_grosze / 100)} zł`, p.ref, p.site_ref));
    },
  });

  /* Where many points would cover each other they shrink to dots, whose numbers are in the table and closer by. */
  function shrinking(map, data) {
    const places = data.features.filter((one) => one.geometry).map((one) => L.latLng(one.geometry.coordinates[1], one.geometry.coordinates[0]));
    const told = () => {
      const at = places.map((place) => map.project(place));
      const crowded = at.filter((one, i) => at.some((other, k) => k !== i && one.distanceTo(other) < APART_PX)).length;
      map.getContainer().classList.toggle("crowded", crowded > Math.max(4, places.length / 4));
    };
    map.on("zoomend", told);
    told();
  }

  czujka.kinds.sitingSites = (map, options, data) => { shrinking(map, data); return sites(data); };

  const sites = (data) => L.geoJSON(data, {
    pane: "top",
    pointToLayer: (feature, place) => {
      const p = feature.properties;
      const label = text(String(p.n));
      label.className = p.kind;
      return L.marker(place, { pane: "top", keyboard: false, title: `${pins.words.point} ${p.n}`, zIndexOffset: 500,
        icon: L.divIcon({ className: "plan-point", iconSize: [26, 26], html: label }) });
    },
    onEachFeature: (feature, layer) => {
      const p = feature.properties;
      czujka.keep?.("siting-sites", feature, layer);
      layer.bindPopup(() => card(`${p.n}. ${p.name ?? czujka.words.unnamed}`, `${percent(p.adds_share ?? 0)} · ${number(p.cost_grosze / 100)} zł`, p.ref, p.site_ref));
      layer.on("click", () => czujka.select("siting-sites", feature.id, { from: "map" }));
    },
  });

  function card(title, facts, ref, site) {
    const node = document.createElement("div");
    node.className = "card";
    const head = document.createElement("h2");
    head.textContent = title;
    const line = document.createElement("p");
    line.textContent = facts;
    node.append(head, line);
    if (pins.act) {
      const actions = document.createElement("p");
      actions.append(toggle("locked", ref), " ", toggle("forbidden", site));
      node.append(actions);
    }
    return node;
  }

  /* A button that pins an option or excludes a site, or takes that back. */
  function toggle(which, ref) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "button chip";
    bind(one, which, ref);
    return one;
  }

  function bind(one, which, ref) {
    const told = () => {
      const on = pins[which].has(ref);
      one.setAttribute("aria-pressed", String(on));
      one.textContent = which === "locked" ? (on ? pins.words.unpin : pins.words.pin) : (on ? pins.words.allow : pins.words.exclude);
    };
    told();
    document.addEventListener("siting-pins", told);
    one.addEventListener("click", (event) => {
      event.stopPropagation();
      if (pins[which].has(ref)) pins[which].delete(ref); else pins[which].add(ref);
      // What is pinned cannot be excluded, and the other way round: the later wish stands.
      if (which === "locked") pins.forbidden.forEach((site) => { if (ref.startsWith(site)) pins.forbidden.delete(site); });
      else pins.locked.forEach((option) => { if (option.startsWith(ref)) pins.locked.delete(option); });
      document.dispatchEvent(new Event("siting-pins"));
      pins.changed();
    });
  }

  window.siting = (map, options) => {
    pins.locked = new Set(options.locked);
    pins.forbidden = new Set(options.forbidden);
    pins.words = options.words;
    const form = document.getElementById("siting-form");
    pins.act = form !== null;
    if (!form) return;
    document.querySelectorAll("[data-pin]").forEach((one) => bind(one, "locked", one.dataset.pin));
    document.querySelectorAll("[data-exclude]").forEach((one) => bind(one, "forbidden", one.dataset.exclude));
    const before = JSON.stringify([[...pins.locked], [...pins.forbidden]]);
    const line = document.getElementById("siting-pins");
    pins.changed = () => {
      const now = JSON.stringify([[...pins.locked], [...pins.forbidden]]);
      line.hidden = !pins.locked.size && !pins.forbidden.size;
      line.textContent = fill(pins.words.changed, number(pins.locked.size), number(pins.forbidden.size));
      if (now !== before) document.getElementById("siting-wishes").open = true;
    };
    pins.changed();
    work(map, form);
  };

  const by = (id) => document.getElementById(id);
  const ticked = (form, name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map((one) => one.value);
  const told = (list, key, value) => Object.fromEntries([...list].filter((one) => one.value !== "").map((one) => [one.dataset[key], value(one)]));

  function wishes(form) {
    const [edition, level] = by("w-level").value.split("|");
    const areas = told(form.querySelectorAll("[data-area]"), "area", (one) => Number(one.value) / 100);
    return {
      name: by("w-name").value.trim(),
      budget_grosze: Math.round(100 * Number(by("w-budget").value)),
      programme: by("w-programme")?.value || null,
      objective: by("w-objective").value,
      share: Number(by("w-share").value) / 100,
      camera_kinds: ticked(form, "kind"),
      hosts: ticked(form, "host"),
      caps: told(form.querySelectorAll("[data-cap]"), "cap", (one) => Number(one.value)),
      weights: told(form.querySelectorAll("[data-weight]"), "weight", (one) => Number(one.value)),
      norm_edition: edition, level,
      after_dark: by("w-dark").checked, turning: by("w-turning").checked, off_private: by("w-private").checked,
      privacy_total_m2: by("w-ground").value === "" ? null : Number(by("w-ground").value),
      area_minimum: Object.fromEntries(Object.entries(areas).filter(([, share]) => share > 0)),
      locked: [...pins.locked], forbidden: [...pins.forbidden],
      time_limit_s: Number(by("w-time").value),
    };
  }

  function work(map, form) {
    const box = by("siting-progress");
    const said = by("siting-said");
    const failed = by("siting-failed");
    const places = L.layerGroup().addTo(map);
    let steps = [];
    let began = Date.now();
    let job = null;
    const say = (words) => { said.textContent = words; };
    const told = {
      onProgress: ({ soFar }) => { box.hidden = false; say(sentence(soFar)); if (soFar?.value !== undefined) grow(soFar); },
      onDone: (summary) => { location.href = `/maps/siting?plan=${summary.plan}&lang=${document.documentElement.lang}`; },
      onFailed: (message) => { end(); failed.hidden = false; failed.textContent = `${pins.words.failed} ${message ?? ""}`; },
      onDismissed: () => { end(); failed.hidden = false; failed.textContent = pins.words.dismissed; },
    };
    function end() { box.hidden = true; places.clearLayers(); form.querySelector("[type=submit]").disabled = false; }
    function grow(now) {
      steps.push({ ...now, seconds: (Date.now() - began) / 1000 });
      chart(by("siting-chart"), steps);
      places.clearLayers();
      for (const [lon, lat] of now.places ?? []) places.addLayer(L.circleMarker([lat, lon], { radius: 7, color: "#9A5B00", weight: 2, dashArray: "3 3", fillColor: "#E8A93B", fillOpacity: 0.7, interactive: false }));
    }
    job = jobs.resume("siting", told);
    form.querySelectorAll("[data-weight]").forEach((one) => one.addEventListener("input", () => { one.nextElementSibling.textContent = number(Number(one.value), 1); }));
    const least = () => { by("w-share-field").hidden = by("w-objective").value !== "least_cost"; };
    by("w-objective").addEventListener("change", least);
    least();
    by("siting-enough").addEventListener("click", () => { job?.finish(); say(pins.words.enough); });
    by("siting-break").addEventListener("click", () => job?.dismiss());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      const asked = wishes(form);
      if (!asked.camera_kinds.length) { failed.hidden = false; failed.textContent = pins.words.no_kind; return; }
      form.querySelector("[type=submit]").disabled = true;
      steps = [];
      began = Date.now();
      by("siting-chart").replaceChildren();
      box.hidden = false;
      say(pins.words.waiting);
      box.scrollIntoView({ block: "nearest" });
      try { job = await jobs.start("siting", asked, told); } catch (error) { told.onFailed(error.message); }
    });
  }

  function sentence(now) {
    if (!now || !now.phase) return pins.words.waiting;
    if (now.phase !== "searching") return pins.words[now.phase] ?? "";
    if (now.value === undefined) return pins.words.first;
    const spend = now.goal === "spend";
    const told = (value) => shown(now.goal, value);
    const gap = now.gap === null ? pins.words.unknown : percent(now.gap);
    return fill(spend ? pins.words.spending : pins.words.searching, number(now.points), number(now.spent_grosze / 100), told(now.value), told(now.bound), gap);
  }

  /* Value and bound as time goes on, from the lowest to the highest of them; the sentence above says the same in words. */
  function chart(box, steps) {
    const values = steps.flatMap((one) => [one.value, one.bound]);
    const low = Math.min(...values), spread = Math.max(...values) - low;
    const first = steps[0].seconds, lasted = steps.at(-1).seconds - first;
    const height = (value) => (spread ? 92 - (78 * (value - low)) / spread : 53);
    const across = (seconds) => (lasted ? 72 + (274 * (seconds - first)) / lasted : 72);
    const line = (key) => [...steps.map((one) => [across(one.seconds), one[key]]), [346, steps.at(-1)[key]]]
      .map(([x, value]) => `${x.toFixed(1)},${height(value).toFixed(1)}`).join(" ");
    const label = (value) => {
      const node = svg("text", { x: 60, y: height(value) + 4, "text-anchor": "end", "font-size": 12, fill: "#4B535F" });
      node.textContent = shown(steps[0].goal, value);
      return node;
    };
    box.replaceChildren(
      svg("path", { d: "M66 4V104H346", fill: "none", stroke: "#8A8F98" }),
      svg("polyline", { points: line("bound"), fill: "none", stroke: "#C2410C", "stroke-width": 2, "stroke-dasharray": "5 4" }),
      svg("polyline", { points: line("value"), fill: "none", stroke: "#005A9C", "stroke-width": 2.5 }),
      ...(spread ? [label(low), label(low + spread)] : [label(low)]),
    );
  }

  function shown(goal, value) { return goal === "spend" ? number(value / 100) : percent(value); }
})();
