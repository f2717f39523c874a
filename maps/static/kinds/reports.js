/* Reported places as the public may see them: squares and bands, and the heat that is smoothed from these squares. */
"use strict";

(() => {
  const { kinds, words, element, keep, select, svg } = czujka;

  const bands = { "5-9": 0.25, "10-19": 0.4, "20-49": 0.6, "50+": 0.8 };

  /* The hottest level has the darkest violet; the same colours stand in the legend. */
  const heat = { 1: "#E6DDF2", 2: "#C9B6E0", 3: "#A587C9", 4: "#7E57AE", 5: "#52308A" };
  const hot = document.querySelector("input[data-toggle=reportHeat]");

  /* Over the heat the squares are outlines only: colour tells one thing at a time. */
  const style = (f) => ({ color: "#4B2E83", weight: 1, dashArray: "3 3", fillColor: "#6D4AA3",
    fillOpacity: hot?.checked ? 0 : bands[f.properties.band] ?? 0.3 });

  function followsHeat(layer) {
    hot?.addEventListener("change", () => layer.setStyle(style));
    return layer;
  }

  Object.assign(kinds, {
    reportHeat: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells", interactive: false,
      style: (f) => ({ stroke: false, fillColor: heat[f.properties.level], fillOpacity: 0.65 }),
    }),

    reports: (map, options, data) => followsHeat(L.geoJSON(data, {
      ...svg(L.svg({ pane: "cells" })), pane: "cells",
      style,
      onEachFeature: (feature, layer) => {
        keep("reports", feature, layer);
        layer.bindTooltip(() => element("span", {}, `${words.reports} ${feature.properties.band}, ${words.approximate}`), { sticky: true });
        layer.on("click", () => select("reports", feature.id, { from: "map" }));
      },
    })),
  });
})();
