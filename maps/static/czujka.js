/* Draws our own GeoJSON collections on a Leaflet map, and keeps map and tables in step.
   Texts from data are set with textContent only; nothing is fetched from another host. */
"use strict";

const czujka = (() => {
  const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
  const ramp = ["#D9F0E8", "#A6DBCB", "#66BFAE", "#2F9788", "#0B5F57"];
  const evidence = {
    certain: { fillColor: "#B13F3F", fillOpacity: 0.7 },
    probable: { fillColor: "#F59B6C", fillOpacity: 0.7 },
    uncertain: { fillColor: "url(#hatch-warm)", fillOpacity: 1 },
    none: { fillOpacity: 0, opacity: 0.25 },
  };
  const bands = { "5-9": 0.25, "10-19": 0.4, "20-49": 0.6, "50+": 0.8 };
  const streetWidth = { motorway: 16, trunk: 16, primary: 14, secondary: 12, tertiary: 10, residential: 9,
    unclassified: 9, living_street: 8, pedestrian: 10, service: 5 };
  const svg = (renderer) => ({ renderer });
  const features = new Map(); // "layer/fid" -> Leaflet layer
  const maps = [];
  let chosen = null;
  let wanted = null; // a row whose feature is still to be fetched

  /* ---- small parts ---- */

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function shape(name, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  const number = (value, digits = 0) =>
    new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);

  function status(text) {
    const line = document.getElementById("map-status");
    if (line) { line.textContent = text; line.hidden = !text; }
  }

  /* What is drawn as the public sees it is asked for as the public, whoever is signed in. */
  async function load(url, { as_public = false } = {}) {
    const credentials = as_public ? "omit" : "same-origin";
    const response = await fetch(url, { headers: { Accept: "application/geo+json" }, credentials });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  /* ---- one map ---- */

  function ready(map) {
    if (map.czujka) return map.czujka;
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    map.zoomControl.setPosition("topright");
    label(map.zoomControl.getContainer());
    const frame = map.getContainer();
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", words.map ?? "map");
    ["ground", "seen", "gaps", "cells", "top"].forEach((name, i) => {
      map.createPane(name).style.zIndex = 300 + 20 * i;
    });
    map.czujka = {
      canvas: (pane) => L.canvas({ pane, padding: 0.3 }),
      ground: L.canvas({ pane: "ground", padding: 0.3 }),
      home: null,
      pending: 0,
    };
    settle(map);
    maps.push(map);
    new ResizeObserver(() => map.invalidateSize()).observe(frame);
    if (L.Browser.mobile) map.dragging.disable(), map.touchZoom.enable(), twoFingers(map);
    return map.czujka;
  }

  /* The whole city is in view first; where it is tall and the map is wide, a little closer, with a way back. */
  function settle(map) {
    const { bounds: [west, south, east, north], closer } = JSON.parse(document.getElementById("extent").textContent);
    map.czujka.home = L.latLngBounds([south, west], [north, east]);
    if (closer) map.setZoom(Math.min(map.getBoundsZoom(map.czujka.home, true), map.getZoom() + 1), { animate: false });
    size(map);
    map.on("zoomend", () => size(map));
    const home = L.control({ position: "topright" });
    home.onAdd = () => {
      const button = element("a", { href: "#", role: "button", title: words.whole, "aria-label": words.whole });
      button.append(shape("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" },
        shape("path", { d: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", fill: "none", stroke: "currentColor", "stroke-width": 2 })));
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); map.fitBounds(map.czujka.home, { padding: [16, 16], animate: false }); });
      const bar = element("div", { class: "leaflet-bar leaflet-control home" }, button);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    home.addTo(map);
  }

  /* Signs are smaller where the whole city is in view, so that they do not hide it. */
  function size(map) { map.getContainer().classList.toggle("far", map.getZoom() < 16.5); }

  function label(zoom) {
    const [inside, outside] = zoom.querySelectorAll("a");
    for (const [link, text] of [[inside, words.zoom_in], [outside, words.zoom_out]]) {
      if (text) { link.title = text; link.setAttribute("aria-label", text); }
    }
  }

  /* On a phone one finger scrolls the page and two move the map, so that the map never traps a reader. */
  function twoFingers(map) {
    map.getContainer().addEventListener("touchstart", (event) => {
      if (event.touches.length > 1) map.dragging.enable(); else map.dragging.disable();
    }, { passive: true });
  }

  /* ---- how each kind is drawn: (map, options, data) -> Leaflet layer ---- */

  const kinds = {
    buildings: (map, options, data) => L.geoJSON(data, {
      renderer: map.czujka.ground, interactive: false, pane: "ground",
      style: { color: "#CFCBC3", weight: 0.7, fillColor: "#E2DFD9", fillOpacity: 1 },
    }),

    streets: (map, options, data) => {
      const metres = (feature) => streetWidth[feature.properties.kind] ?? 2.5;
      const width = (feature) => {
        const scale = 40075016 * Math.cos(map.getCenter().lat * Math.PI / 180) / 2 ** (map.getZoom() + 8);
        return Math.max(1, metres(feature) / scale);
      };
      const common = { renderer: map.czujka.ground, interactive: false, pane: "ground" };
      const casing = L.geoJSON(data, { ...common, style: (f) => ({ color: "#DAD6CF", weight: width(f) + 1.5 }) });
      const fill = L.geoJSON(data, { ...common, style: (f) => ({ color: "#FFFFFF", weight: width(f) }) });
      map.on("zoomend", () => {
        casing.setStyle((f) => ({ weight: width(f) + 1.5 }));
        fill.setStyle((f) => ({ weight: width(f) }));
      });
      return L.layerGroup([casing, fill]);
    },

    areas: (map, options, data) => L.geoJSON(data, {
      renderer: L.svg({ pane: "gaps" }), interactive: false, pane: "gaps",
      style: { color: "#52606D", weight: 1.5, dashArray: "6 5", fill: false },
    }),

    coverage: (map, options, data) => {
      const order = options.levels.map(([name]) => name);
      return L.geoJSON({ ...data, features: coarseFirst(data.features, order) }, {
        renderer: L.canvas({ pane: "seen", padding: 0.3 }), interactive: false, pane: "seen",
        style: (f) => ({ stroke: false, fillColor: ramp[Math.min(order.indexOf(f.properties.level), 4)], fillOpacity: 0.62 }),
      });
    },

    gaps: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps",
      style: (f) => ({ color: "#C2410C", weight: f.properties.street ? 0.6 : 0, fillColor: f.properties.street ? "url(#hatch-gap)" : "url(#hatch-path)", fillOpacity: 1 }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("gaps", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${p.street ?? words.unnamed}, ${number(p.length_m)} m`), { sticky: true });
        layer.on("click", () => select("gaps", feature.id, { from: "map" }));
      },
    }),

    cameras: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => {
        const p = feature.properties;
        return L.marker(place, { icon: cameraIcon(p), keyboard: false, pane: "top", title: `${words.camera} ${p.ref}` });
      },
      onEachFeature: (feature, layer) => {
        if (options.rows) {
          layer.on("click", () => select(options.rows, feature.id, { from: "map" }));
          return;
        }
        keep("cameras", feature, layer);
        layer.bindPopup(() => cameraCard(map, options, feature), { minWidth: 250, maxWidth: 290 });
        layer.on("popupopen", () => showView(map, options, feature));
        layer.on("popupclose", () => hideView(map));
        layer.on("click", () => select("cameras", feature.id, { from: "map" }));
      },
    }),

    private: (map, options, data) => L.geoJSON(data, {
      renderer: L.canvas({ pane: "seen", padding: 0.3 }), pane: "seen", interactive: false,
      style: { stroke: false, fillColor: dots(), fillOpacity: 1 },
    }),

    /* Where the whole city is in view a few square metres cannot be seen: a circle stands for them, larger for more. */
    privateSeen: (map, options, data) => {
      const seen = data.features.filter((f) => f.geometry?.coordinates?.length);
      const chosen = (p) => () => select("privacy", p.camera, { from: "map" });
      const told = (p) => () => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${number(p.after_masks_m2, 1)} m²`);
      const ground = L.geoJSON({ ...data, features: seen }, {
        ...svg(L.svg({ pane: "cells" })), pane: "cells",
        style: { color: "#4B2E83", weight: 1.2, fillColor: "#6D4AA3", fillOpacity: 0.55 },
        onEachFeature: (feature, layer) => {
          const p = feature.properties;
          keep("privacy", { id: p.camera }, layer);
          layer.bindTooltip(told(p), { sticky: true });
          layer.on("click", chosen(p));
        },
      });
      const circles = seen.map((feature) => {
        const p = feature.properties;
        return L.circleMarker(L.geoJSON(feature).getBounds().getCenter(), {
          ...svg(L.svg({ pane: "cells" })), pane: "cells", className: "from-afar",
          radius: Math.min(16, 3 + Math.sqrt(p.after_masks_m2) / 3), weight: 1.2,
          color: "#4B2E83", fillColor: "#6D4AA3", fillOpacity: 0.45,
        }).bindTooltip(told(p)).on("click", chosen(p));
      });
      return L.layerGroup([ground, ...circles]);
    },

    masks: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells", interactive: false,
      style: { color: "#1F2933", weight: 1.2, fillColor: "#1F2933", fillOpacity: 0.7 },
    }),

    masksProposed: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells", interactive: false,
      style: { color: "#1F2933", weight: 1.5, dashArray: "4 3", fill: false },
    }),

    off: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => L.marker(place, {
        icon: cameraIcon(feature.properties), keyboard: false, pane: "top", zIndexOffset: 1000, title: `${words.camera} ${feature.properties.ref}`,
      }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        const since = p.days === null ? options.told.undated : `${number(p.days)} ${options.told.days}`;
        keep("downtime", { id: p.camera }, layer);
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${since}`), { sticky: true });
        layer.on("click", () => select("downtime", p.camera, { from: "map" }));
      },
    }),

    blinded: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps", style: hatched,
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${number(p.blind_m2)} m²`), { sticky: true });
        layer.on("click", () => select("downtime", p.camera, { from: "map" }));
      },
    }),

    crowns: (map, options, data) => {
      const renderer = L.canvas({ pane: "seen", padding: 0.3 });
      return L.geoJSON(data, {
        pane: "seen",
        pointToLayer: (feature, place) => L.circle(place, {
          renderer, pane: "seen", interactive: false, weight: 0.8, color: "#4E7A43", fillColor: "#B9D3AE", fillOpacity: 0.7,
          radius: (feature.properties.crown_m ?? options.crown_m) / 2,
        }),
      });
    },

    leafShade: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps", interactive: false, style: hatched,
    }),

    leafyCameras: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => L.marker(place, { icon: cameraIcon(feature.properties), keyboard: false, pane: "top", title: `${words.camera} ${feature.properties.ref}` }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("leafy-cameras", { id: p.camera }, layer);
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: −${number(100 * p.lost_share)} %`), { sticky: true });
        layer.on("click", () => select("leafy-cameras", p.camera, { from: "map" }));
      },
    }),

    lit: plain(306, { stroke: false, fillColor: "#FFEFB8", fillOpacity: 0.7 }),
    dayCover: plain(312, { color: "#66BFAE", weight: 0.8, dashArray: "3 3", fillColor: "#D9F0E8", fillOpacity: 0.55 }),
    nightCover: plain(318, { stroke: false, fillColor: "#2F9788", fillOpacity: 0.8 }),

    dark: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps",
      style: { color: "#312E5F", weight: 0.6, fillColor: "url(#hatch-dark)", fillOpacity: 1 },
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("dark-streets", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${p.street ?? words.unnamed}, ${number(p.length_m)} m`), { sticky: true });
        layer.on("click", () => select("dark-streets", feature.id, { from: "map" }));
      },
    }),

    /* A lamp that is off is a ring with a stroke through it, so that its state is not told by colour alone. */
    lampsOnOff: (map, options, data) => {
      const common = { renderer: L.canvas({ pane: "cells" }), pane: "cells", interactive: false };
      const off = [];
      const signs = L.geoJSON(data, {
        pointToLayer: (feature, place) => {
          const told = feature.properties.schedule;
          const lit = options.on.includes(options.known.includes(told) ? told : options.usual);
          if (!lit) off.push(place);
          return L.circleMarker(place, { ...common, radius: 3, weight: 1.2, fillOpacity: 1,
            ...(lit ? { color: "#5C4400", fillColor: "#FFD54A" } : { color: "#52606D", fillColor: "#FFFFFF" }) });
        },
      });
      const bars = off.map((place) => L.polyline([], { ...common, color: "#52606D", weight: 1.2, place }));
      const turn = () => bars.forEach((bar) => {
        const middle = map.latLngToLayerPoint(bar.options.place);
        bar.setLatLngs([[-4, 4], [4, -4]].map(([x, y]) => map.layerPointToLatLng(middle.add([x, y]))));
      });
      turn();
      map.on("zoomend", turn);
      return L.layerGroup([signs, ...bars]).on("remove", () => map.off("zoomend", turn));
    },

    lamps: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => L.circleMarker(place, {
        renderer: L.canvas({ pane: "seen" }), pane: "seen", interactive: false,
        radius: 2.5, weight: 1, color: "#7A5C00", fillColor: "#FFE08A", fillOpacity: 1,
      }),
    }),

    hotspots: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ color: "#7F2A2A", weight: f.properties.evidence === "none" ? 0.5 : 1, ...evidence[f.properties.evidence] }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("hotspots", feature, layer);
        layer.bindTooltip(() => element("span", {},
          `${p.street ?? words.unnamed}: ${words.counted} ${number(p.count)}, ${options.evidence[p.evidence]}`), { sticky: true });
        layer.on("click", () => select("hotspots", feature.id, { from: "map" }));
      },
    }),

    counts: (map, options, data) => L.layerGroup(data.features.filter((f) => f.properties.count > 0).map((feature) =>
      L.marker(L.geoJSON(feature).getBounds().getCenter(), {
        pane: "top", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "cell-count", iconSize: [30, 18], html: element("span", {}, number(feature.properties.count)) }),
      }))),

    reports: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ color: "#4B2E83", weight: 1, dashArray: "3 3", fillColor: "#6D4AA3", fillOpacity: bands[f.properties.band] ?? 0.3 }),
      onEachFeature: (feature, layer) => {
        keep("reports", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${words.reports} ${feature.properties.band}, ${words.approximate}`), { sticky: true });
        layer.on("click", () => select("reports", feature.id, { from: "map" }));
      },
    }),
  };

  /* Ground that is not seen, and would be. */
  function hatched() { return { color: "#C2410C", weight: 0.6, fillColor: "url(#hatch-gap)", fillOpacity: 1 }; }

  /* Ground in one style that answers no pointer; its height keeps the order, whichever answer comes first. */
  function plain(height, style) {
    return (map, options, data) => {
      const pane = `plain-${height}`;
      if (!map.getPane(pane)) map.createPane(pane).style.zIndex = height;
      return L.geoJSON(data, { renderer: L.canvas({ pane, padding: 0.3 }), pane, interactive: false, style });
    };
  }

  /* Violet dots on any ground, as the fill of a canvas. */
  function dots() {
    const tile = element("canvas", { width: 8, height: 8 });
    const pen = tile.getContext("2d");
    pen.fillStyle = "#6D4AA3";
    for (const [x, y] of [[2, 2], [6, 6]]) { pen.beginPath(); pen.arc(x, y, 1.1, 0, 2 * Math.PI); pen.fill(); }
    return pen.createPattern(tile, "repeat");
  }

  /* Levels come as a list of pairs, coarsest first: an object would not keep their order on its way here. */
  function coarseFirst(found, order) {
    return found.filter((f) => order.includes(f.properties.level))
      .sort((a, b) => order.indexOf(a.properties.level) - order.indexOf(b.properties.level));
  }

  function keep(layerName, feature, layer) { features.set(`${layerName}/${feature.id}`, layer); }

  /* ---- cameras ---- */

  function cameraIcon(p) {
    const off = p.status === "off";
    const colour = off ? "#6B6F76" : "#005A9C";
    const solid = p.status === "working" || off;
    const paint = { fill: solid ? colour : "#FFFFFF", stroke: solid ? "#FFFFFF" : colour, "stroke-width": "1.5",
      ...(p.status === "candidate" ? { "stroke-dasharray": "2 2" } : {}) };
    const turns = p.bearing_deg === null || p.bearing_deg === undefined;
    const marks = turns
      ? [shape("circle", { cx: 11, cy: 11, r: 7, fill: "#FFFFFF", stroke: colour, "stroke-width": 1.5 }),
         shape("circle", { cx: 11, cy: 11, r: 3.5, ...paint })]
      : [shape("g", { transform: `rotate(${Number(p.bearing_deg)} 11 11)` },
          shape("path", { d: "M11 12 L4.5 1.5 L17.5 1.5 Z", ...paint }), shape("circle", { cx: 11, cy: 13, r: 3.5, ...paint }))];
    if (off) marks.push(shape("line", { x1: 3, y1: 19, x2: 19, y2: 3, stroke: "#1F2933", "stroke-width": 2 }));
    const picture = shape("svg", { viewBox: "0 0 22 22", width: 22, height: 22, "aria-hidden": "true" }, ...marks);
    return L.divIcon({ className: "camera-icon", iconSize: [22, 22], iconAnchor: [11, 12], html: picture });
  }

  function cameraCard(map, options, feature) {
    const p = feature.properties;
    const assumed = new Set(p.assumed ?? []);
    const rows = [
      [words.kind, options.kinds[p.kind] ?? p.kind, assumed.has("kind")],
      [words.mount, options.mounts[p.mount] ?? p.mount, assumed.has("mount")],
      [words.height, p.height_m === null ? "–" : `${number(p.height_m, 1)} m`, assumed.has("height_m")],
      [words.bearing, p.bearing_deg === null ? words.all_round : `${number(p.bearing_deg)}°`, assumed.has("bearing_deg")],
      [words.opening, p.hfov_deg === null ? "–" : `${number(p.hfov_deg)}°`, assumed.has("hfov_deg")],
      [words.operator, p.operator, false],
    ].filter(([, value]) => value !== null && value !== undefined);
    const list = element("dl", { class: "facts" });
    for (const [name, value, guess] of rows) {
      const told = element("dd", {}, String(value));
      if (guess) told.append(" ", element("span", { class: "badge" }, words.assumed));
      list.append(element("dt", {}, name), told);
    }
    return element("div", { class: "card" },
      element("h2", {}, `${words.camera} ${p.name ?? p.ref}`), list, element("p", { class: "seen", "aria-live": "polite" }, words.loading));
  }

  async function showView(map, options, feature) {
    const seen = map.getContainer().querySelector(".leaflet-popup .seen");
    const data = await load(`${options.views}&camera=${feature.id}`).catch(() => null);
    if (!data) { seen.textContent = words.failed; return; }
    hideView(map);
    const names = new Map(options.levels);
    const views = coarseFirst(data.features, [...names.keys()]);
    map.czujka.view = L.geoJSON({ ...data, features: views }, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps", interactive: false,
      style: (f) => ({ color: "#9A5B00", weight: 1.2, dashArray: "4 3", fillColor: "#E8A93B", fillOpacity: 0.18 }),
    }).addTo(map);
    seen.textContent = views.length === 0 ? words.sees_nothing
      : views.map((f) => `${names.get(f.properties.level)} ${number(f.properties.area_m2)} m²`).join(" · ");
  }

  function hideView(map) { if (map.czujka.view) { map.removeLayer(map.czujka.view); map.czujka.view = null; } }

  /* ---- map and table in step ---- */

  function select(layerName, fid, { from } = {}) {
    document.querySelectorAll("tr[aria-selected=true]").forEach((row) => row.removeAttribute("aria-selected"));
    const row = document.querySelector(`tr[data-layer="${layerName}"][data-fid="${fid}"]`);
    if (row) {
      row.setAttribute("aria-selected", "true");
      if (from === "map") { row.closest("details")?.setAttribute("open", ""); row.scrollIntoView({ block: "nearest" }); }
    }
    if (chosen?.setStyle) chosen.setStyle({ weight: chosen.czujkaWeight });
    const layer = features.get(`${layerName}/${fid}`);
    wanted = null;
    if (!layer?._map && from === "table" && row?.dataset.at) {
      // Not in view, so not fetched: go there, and choose it when it comes.
      const [lon, lat] = row.dataset.at.split(",").map(Number);
      wanted = [layerName, fid];
      maps[0]?.setView([lat, lon], 17, { animate: false });
      return;
    }
    if (!layer) return;
    chosen = layer;
    if (layer.setStyle) {
      layer.czujkaWeight ??= layer.options.weight;
      layer.setStyle({ weight: 3.5 });
      layer.bringToFront();
    }
    if (from === "table") reveal(layer);
    if (from === "fetched") layer.openPopup?.();
  }

  function reveal(layer) {
    const map = layer._map;
    if (!map) return;
    if (layer.getLatLng) { map.setView(layer.getLatLng(), Math.max(map.getZoom(), 17), { animate: false }); layer.openPopup(); }
    else map.fitBounds(layer.getBounds(), { maxZoom: 17.5, padding: [60, 60], animate: false });
  }

  /* ---- the public part ---- */

  async function draw(map, options) {
    const state = ready(map);
    state.pending += 1;
    status(words.loading ?? "");
    // A layer keeps its place in the order of the script, whichever answer comes first.
    const place = L.layerGroup();
    const shown = toggle(map, options.kind, place);
    if (shown) place.addTo(map);
    try {
      if (options.window) await follow(map, options, place);
      else place.addLayer(kinds[options.kind](map, options, await load(options.url, options)));
    } catch (error) {
      status(words.failed ?? "");
      throw error;
    } finally {
      state.pending -= 1;
      if (state.pending === 0) { status(""); map.getContainer().dataset.ready = "true"; }
    }
  }

  /* Printing: the map takes the size of the paper first and is drawn anew; then the page goes to the printer. */
  function print() {
    document.body.classList.add("on-paper");
    for (const map of maps) { map.closePopup(); map.invalidateSize({ animate: false }); map.fitBounds(map.czujka.home, { animate: false }); }
    window.addEventListener("afterprint", () => {
      document.body.classList.remove("on-paper");
      for (const map of maps) map.invalidateSize();
    }, { once: true });
    setTimeout(() => window.print(), 400);
  }

  /* A layer too large for one page is fetched for what is in view, from a zoom on at which that is little. */
  async function follow(map, options, place) {
    let current = 0;
    const fetched = async () => {
      const turn = (current += 1);
      if (map.getZoom() < options.window) { place.clearLayers(); hint(options.kind, true); return; }
      hint(options.kind, false);
      const box = map.getBounds().pad(0.2);
      const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((edge) => edge.toFixed(6)).join(",");
      const data = await load(`${options.url}&bbox=${edges}`);
      if (turn !== current) return;
      const layer = kinds[options.kind](map, options, data);
      if (map._popup?.isOpen()) return;
      place.clearLayers();
      place.addLayer(layer);
      if (wanted && features.get(wanted.join("/"))?._map) select(...wanted, { from: "fetched" });
    };
    map.on("moveend", () => fetched().catch(() => status(words.failed)));
    await fetched();
  }

  const waiting = new Set();
  function hint(kind, on) {
    if (on) waiting.add(kind); else waiting.delete(kind);
    const line = document.getElementById("map-hint");
    line.textContent = waiting.size ? words.closer : "";
    line.hidden = waiting.size === 0;
  }

  /* The legend is the layer switch: a box with the layer's name turns it on and off. */
  function toggle(map, kind, layer) {
    const box = document.querySelector(`input[data-toggle="${kind}"]`);
    if (!box) return true;
    box.disabled = false;
    box.addEventListener("change", () => (box.checked ? map.addLayer(layer) : map.removeLayer(layer)));
    return box.checked;
  }

  return { draw, kinds, print, select, words };
})();
