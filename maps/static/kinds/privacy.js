/* Private ground, what cameras see of it, and masks. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg, dots } = czujka;

  Object.assign(kinds, {
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
  });
})();
