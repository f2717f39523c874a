/* Seen ground by level of image quality, and gaps. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg, coarseFirst } = czujka;

  const ramp = ["#D9F0E8", "#A6DBCB", "#66BFAE", "#2F9788", "#0B5F57"];

  Object.assign(kinds, {
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
  });
})();
