/* What cameras reach beyond the cover of areas: gates of number plates, ground of thermal cameras; said on their cards. */
"use strict";

(() => {
  const { kinds, words, element, number, keep, select, svg } = czujka;

  const weights = { johnson_detect: 1, johnson_recognise: 1.6, johnson_identify: 2.4 };

  Object.assign(kinds, {
    /* A gate is a line across the lane, with a white edge so that it stands out on any ground. */
    gates: (map, options, data) => {
      const common = { ...svg(L.svg({ pane: "cells" })), pane: "cells", lineCap: "butt" };
      const edge = L.geoJSON(data, { ...common, interactive: false, style: { color: "#FFFFFF", weight: 7 } });
      const lines = L.geoJSON(data, {
        ...common, style: (f) => ({ color: "#1F2933", weight: 3.5, dashArray: f.properties.spans ? null : "4 3" }),
        onEachFeature: (feature, layer) => {
          const p = feature.properties;
          keep("gates", { id: p.camera }, layer);
          const narrow = p.spans ? "" : `, ${options.told.narrow}`;
          layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${options.told.away.replace("{far}", number(p.far_m, 1))}${narrow}`), { sticky: true });
          layer.on("click", () => select("gates", p.camera, { from: "map" }));
        },
      });
      return L.layerGroup([edge, lines]);
    },

    thermal: (map, options, data) => L.geoJSON({ ...data, features: data.features.filter((f) => f.geometry?.coordinates?.length) }, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps",
      style: (f) => ({ color: "#9D174D", weight: weights[f.properties.task] ?? 1, dashArray: "7 4", fillColor: "#9D174D", fillOpacity: 0.05 }),
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        layer.bindTooltip(() => element("span", {}, `${words.camera} ${p.name ?? p.ref}: ${options.tasks[p.task]} ${number(p.radius_m)} m`), { sticky: true });
        if (p.task === "johnson_detect") keep("thermal", { id: p.camera }, layer);
        layer.on("click", () => select("thermal", p.camera, { from: "map" }));
      },
    }),
  });

  /* Return what the card of a camera says beyond what it sees at the levels; nothing for a usual camera. */
  czujka.beyond = async (options, feature) => {
    const asked = options.beyond?.[feature.properties.kind];
    if (!asked) return null;
    const found = (await czujka.load(`${asked.url}&camera=${feature.id}`)).features.map((one) => one.properties);
    if (!found.length) return null;
    if (asked.tasks) {
      return `${found.map((p) => asked.said.replace("{task}", asked.tasks[p.task]).replace("{radius}", number(p.radius_m))).join(" · ")} (${asked.by})`;
    }
    if (asked.url.includes("/gates/")) {
      const [p] = found;
      return asked.said.replace("{near}", number(p.near_m, 1)).replace("{far}", number(p.far_m, 1)).replace("{width}", number(p.width_m, 1));
    }
    const names = new Map(options.levels);
    const told = found.map((p) => [options.densities[p.px_per_m], p.seen_m]).filter(([level]) => names.has(level));
    return asked.said.replace("{levels}", told.map(([level, far]) => `${names.get(level)} ${number(far)} m`).join(" · "));
  };
})();
