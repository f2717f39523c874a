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

  Object.assign(kinds, {
    hotspots: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ color: "#7F2A2A", weight: f.properties.evidence === "none" ? 0.5 : 1, ...evidence[f.properties.evidence] }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("hotspots", feature, layer);
        layer.bindTooltip(() => element("span", {},
          `${p.street ?? words.unnamed}: ${words.counted} ${p.band ?? number(p.count)}, ${options.evidence[p.evidence]}`), { sticky: true });
        layer.on("click", () => select("hotspots", feature.id, { from: "map" }));
      },
    }),

    counts: (map, options, data) => L.layerGroup(data.features.filter((f) => f.properties.count > 0 || f.properties.band).map((feature) =>
      L.marker(L.geoJSON(feature).getBounds().getCenter(), {
        pane: "top", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "cell-count", iconSize: [30, 18], html: element("span", {}, feature.properties.band ?? number(feature.properties.count)) }),
      }))),
  });
})();
