/* Crowns of trees, and what their leaves hide. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg, hatched, cameraIcon } = czujka;

  Object.assign(kinds, {
    crowns: (map, options, data) => {
      const renderer = L.canvas({ pane: "seen", padding: 0.3 });
      return L.geoJSON(data, {
        pane: "seen",
        pointToLayer: (feature, place) => L.circle(place, {
          renderer, pane: "seen", interactive: false, weight: 0.8, color: "#4E7A43", fillColor: "#B9D3AE", fillOpacity: 0.7,
          radius: (feature.properties.crown_m ?? options.crown_m) / 2,
        }),
      });
    },

    leafShade: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps", interactive: false, style: hatched,
    }),

    leafyCameras: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => L.marker(place, { icon: cameraIcon(feature.properties), keyboard: false, pane: "top", title: `${words.camera} ${feature.properties.ref}` }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        keep("leafy-cameras", { id: p.camera }, layer);
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: −${number(100 * p.lost_share)} %`), { sticky: true });
        layer.on("click", () => select("leafy-cameras", p.camera, { from: "map" }));
      },
    }),
  });
})();
