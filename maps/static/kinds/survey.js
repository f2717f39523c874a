/* Areas by how safe people feel there, beside the city: only those that are surely above or below have a colour. */
"use strict";

(() => {
  const { kinds, element, number, keep, select, svg } = czujka;
  const paint = {
    below: { fillColor: "#F59B6C", fillOpacity: 0.6 },
    above: { fillColor: "#66BFAE", fillOpacity: 0.6 },
    "not told apart": { fillOpacity: 0 },
    "too few asked": { fillColor: "url(#hatch-path)", fillOpacity: 1 },
  };

  kinds.survey = (map, options, data) => L.geoJSON(data, {
    ...svg(L.svg({ pane: "cells" })), pane: "cells",
    style: (f) => ({ color: "#52606D", weight: 1.5, ...paint[f.properties.standing] }),
    onEachFeature: (feature, layer) => {
      const p = feature.properties;
      keep("survey", feature, layer);
      const share = p.share === null ? "–" : `${number(100 * p.share)} %`;
      layer.bindTooltip(() => element("span", {}, `${p.area_name}: ${share}, ${options.standing[p.standing]}`), { sticky: true });
      layer.on("click", () => select("survey", feature.id, { from: "map" }));
    },
  });
})();
