/* Reported places as the public may see them: squares and bands. */
"use strict";

(() => {
  const { kinds, words, element, keep, select, svg } = czujka;

  const bands = { "5-9": 0.25, "10-19": 0.4, "20-49": 0.6, "50+": 0.8 };

  Object.assign(kinds, {
    reports: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style: (f) => ({ color: "#4B2E83", weight: 1, dashArray: "3 3", fillColor: "#6D4AA3", fillOpacity: bands[f.properties.band] ?? 0.3 }),
      onEachFeature: (feature, layer) => {
        keep("reports", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${words.reports} ${feature.properties.band}, ${words.approximate}`), { sticky: true });
        layer.on("click", () => select("reports", feature.id, { from: "map" }));
      },
    }),
  });
})();
