/* Light and dark: lit ground, dark streets, what is seen at night, lamps on and off. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg, plain } = czujka;

  Object.assign(kinds, {
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
  });
})();
