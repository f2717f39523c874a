/* Cells of incidents by evidence, and their counts. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg } = czujka;

  const evidence = {
    certain: { fillColor: "#B13F3F", fillOpacity: 0.7 },
    probable: { fillColor: "#F59B6C", fillOpacity: 0.7 },
    uncertain: { fillColor: "url(#hatch-warm)", fillOpacity: 1 },
    none: { fillOpacity: 0, opacity: 0.25 },
  };

  const warm = ["#7F1D1D", "#B13F3F", "#F59B6C", "#FDE0C5"];
  const band = (p) => warm[Number(p.band) - 1];
  /* A stable hotspot has a dark, thick edge. */
  const edge = (p) => (p.stable ? { color: "#1F2933", weight: 2.2 } : { color: "#7F2A2A", weight: p.evidence === "none" ? 0.5 : 1 });

  /* Where cells are a few pixels wide, whole edges would hide what they hold; a chosen cell keeps its own. */
  function fitted(map, cells) {
    const fit = () => {
      const [first] = cells.getLayers();
      if (!first || !map.hasLayer(cells)) return;
      const bounds = first.getBounds();
      const wide = map.latLngToLayerPoint(bounds.getSouthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
      cells.eachLayer((cell) => {
        const weight = Math.min(edge(cell.feature.properties).weight, wide / 16);
        const chosen = cell.czujkaWeight !== undefined && cell.options.weight > cell.czujkaWeight;
        if (cell.czujkaWeight !== undefined) cell.czujkaWeight = weight;
        if (!chosen) cell.setStyle({ weight });
      });
    };
    cells.on("add", fit);
    map.on("zoomend", fit);
    return cells;
  }

  Object.assign(kinds, {
    density: (map, options, data) => L.geoJSON({ ...data, features: [...data.features].reverse() }, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ color: "#7F2A2A", weight: 0.8, fillColor: band(f.properties), fillOpacity: 0.75 }),
      onEachFeature: (feature, layer) => {
        keep("density", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${words.counted} ${number(feature.properties.count)}`), { sticky: true });
        layer.on("click", () => select("density", feature.id, { from: "map" }));
      },
    }),

    streetDensity: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ color: band(f.properties), weight: 7 - Number(f.properties.band) }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("street-density", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${p.street ?? words.unnamed}: ${number(p.per_km)} / km`), { sticky: true });
        layer.on("click", () => select("street-density", feature.id, { from: "map" }));
      },
    }),

    trend: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => (f.properties.trend === "more" ? { color: "#7F2A2A", weight: 1, fillColor: "#B13F3F", fillOpacity: 0.7 }
        : { color: "#005A9C", weight: 2, dashArray: "4 3", fillColor: "#FFFFFF", fillOpacity: 0.7 }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("hotspots", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${p.street ?? words.unnamed}: ${options.trend[p.trend]}, ${number(p.before)} → ${number(p.after)}`), { sticky: true });
        layer.on("click", () => select("hotspots", feature.id, { from: "map" }));
      },
    }),

    hotspots: (map, options, data) => fitted(map, L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ ...edge(f.properties), ...evidence[f.properties.evidence] }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("hotspots", feature, layer);
        layer.bindTooltip(() => element("span", {},
          `${p.street ?? words.unnamed}: ${words.counted} ${p.band ?? number(p.count)}, ${options.evidence[p.evidence]}`), { sticky: true });
        layer.on("click", () => select("hotspots", feature.id, { from: "map" }));
      },
    })),

    counts: (map, options, data) => L.layerGroup(data.features.filter((f) => f.properties.count > 0 || f.properties.band).map((feature) =>
      L.marker(L.geoJSON(feature).getBounds().getCenter(), {
        pane: "top", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "cell-count", iconSize: [30, 18], html: element("span", {}, feature.properties.band ?? number(feature.properties.count)) }),
      }))),
  });
})();
