/* Areas by how safe people feel there, or by their marks on safety walks: only what is surely above or below has a colour. */
"use strict";

(() => {
  const { kinds, element, number, keep, select, svg } = czujka;
  const less = { fillColor: "#F59B6C", fillOpacity: 0.6 };
  const more = { fillColor: "#66BFAE", fillOpacity: 0.6 };
  const few = { fillColor: "url(#hatch-path)", fillOpacity: 1 };
  const paint = {
    below: less, "rather bad": less,
    above: more, "rather good": more,
    "not told apart": { fillOpacity: 0 },
    "too few asked": few, "too few marked": few,
  };

  const areas = (name, data, key, told) => L.geoJSON(data, {
    ...svg(L.svg({ pane: "cells" })), pane: "cells",
    style: (f) => ({ color: "#52606D", weight: 1.5, ...paint[key(f.properties)] }),
    onEachFeature: (feature, layer) => {
      keep(name, feature, layer);
      layer.bindTooltip(() => element("span", {}, told(feature.properties)), { sticky: true });
      layer.on("click", () => select(name, feature.id, { from: "map" }));
    },
  });

  kinds.survey = (map, options, data) => areas("survey", data, (p) => p.standing, (p) => {
    const share = p.share === null ? "–" : `${number(100 * p.share)} %`;
    return `${p.area_name}: ${share}, ${options.standing[p.standing]}`;
  });

  // The public has a word of the area instead of its mean.
  kinds.walks = (map, options, data) => areas("walks", data, (p) => p.standing ?? p.level, (p) => {
    const mean = p.mean === undefined ? [] : [p.mean === null ? "–" : number(p.mean, 1)];
    return `${p.area_name}: ${[...mean, options.told[p.standing ?? p.level]].join(", ")}`;
  });
})();
