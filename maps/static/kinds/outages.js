/* Cameras out of order, and the ground that they leave unseen. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg, hatched, cameraIcon } = czujka;

  Object.assign(kinds, {
    off: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => L.marker(place, {
        icon: cameraIcon(feature.properties), keyboard: false, pane: "top", zIndexOffset: 1000, title: `${words.camera} ${feature.properties.ref}`,
      }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        const since = p.days === null ? options.told.undated : `${number(p.days)} ${options.told.days}`;
        keep("downtime", { id: p.camera }, layer);
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${since}`), { sticky: true });
        layer.on("click", () => select("downtime", p.camera, { from: "map" }));
      },
    }),

    blinded: (map, options, data) => L.geoJSON(data, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps", style: hatched,
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${number(p.blind_m2)} m²`), { sticky: true });
        layer.on("click", () => select("downtime", p.camera, { from: "map" }));
      },
    }),
  });
})();
