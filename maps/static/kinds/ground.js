/* The quiet ground of every map: buildings, streets, areas, lamps. */
"use strict";

(() => {
  const { kinds } = czujka;

  const streetWidth = { motorway: 16, trunk: 16, primary: 14, secondary: 12, tertiary: 10, residential: 9,
    unclassified: 9, living_street: 8, pedestrian: 10, service: 5 };

  Object.assign(kinds, {
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

    lamps: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => L.circleMarker(place, {
        renderer: L.canvas({ pane: "seen" }), pane: "seen", interactive: false,
        radius: 2.5, weight: 1, color: "#7A5C00", fillColor: "#FFE08A", fillOpacity: 1,
      }),
    }),
  });
})();
