/* Cameras as signs, with a card and the field of view of the one that is chosen. */
"use strict";

(() => {
  const { kinds, words, element, number, load, keep, select, svg, coarseFirst, cameraIcon } = czujka;

  Object.assign(kinds, {
    cameras: (map, options, data) => L.geoJSON(data, {
      pane: "top",
      pointToLayer: (feature, place) => {
        const p = feature.properties;
        return L.marker(place, { icon: cameraIcon(p), keyboard: false, pane: "top", title: `${words.camera} ${p.ref}` });
      },
      onEachFeature: (feature, layer) => {
        if (options.rows) {
          layer.on("click", () => select(options.rows, feature.id, { from: "map" }));
          return;
        }
        keep("cameras", feature, layer);
        layer.bindPopup(() => cameraCard(map, options, feature), { minWidth: 250, maxWidth: 290 });
        layer.on("popupopen", () => showView(map, options, feature));
        layer.on("popupclose", () => hideView(map));
        layer.on("click", () => select("cameras", feature.id, { from: "map" }));
      },
    }),
  });

  function cameraCard(map, options, feature) {
    const p = feature.properties;
    const assumed = new Set(p.assumed ?? []);
    const rows = [
      [words.kind, options.kinds[p.kind] ?? p.kind, assumed.has("kind")],
      [words.mount, options.mounts[p.mount] ?? p.mount, assumed.has("mount")],
      [words.height, p.height_m === null ? "–" : `${number(p.height_m, 1)} m`, assumed.has("height_m")],
      [words.bearing, p.bearing_deg === null ? words.all_round : `${number(p.bearing_deg)}°`, assumed.has("bearing_deg")],
      [words.opening, p.hfov_deg === null ? "–" : `${number(p.hfov_deg)}°`, assumed.has("hfov_deg")],
      [words.operator, p.operator, false],
    ].filter(([, value]) => value !== null && value !== undefined);
    const list = element("dl", { class: "facts" });
    for (const [name, value, guess] of rows) {
      const told = element("dd", {}, String(value));
      if (guess) told.append(" ", element("span", { class: "badge" }, words.assumed));
      list.append(element("dt", {}, name), told);
    }
    return element("div", { class: "card" },
      element("h2", {}, `${words.camera} ${p.name ?? p.ref}`), list, element("p", { class: "seen", "aria-live": "polite" }, words.loading));
  }

  async function showView(map, options, feature) {
    const seen = map.getContainer().querySelector(".leaflet-popup .seen");
    const data = await load(`${options.views}&camera=${feature.id}`).catch(() => null);
    if (!data) { seen.textContent = words.failed; return; }
    const beyond = await czujka.beyond?.(options, feature).catch(() => null);
    hideView(map);
    const names = new Map(options.levels);
    const views = coarseFirst(data.features, [...names.keys()]);
    map.czujka.view = L.geoJSON({ ...data, features: views }, {
      ...svg(L.svg({ pane: "gaps" })), pane: "gaps", interactive: false,
      style: (f) => ({ color: "#9A5B00", weight: 1.2, dashArray: "4 3", fillColor: "#E8A93B", fillOpacity: 0.18 }),
    }).addTo(map);
    const told = views.map((f) => `${names.get(f.properties.level)} ${number(f.properties.area_m2)} m²`).join(" · ");
    seen.replaceChildren(...[told || (beyond ? null : words.sees_nothing), told ? moment(feature.properties) : null, beyond]
      .filter(Boolean).map((text) => element("span", { class: "line" }, text)));
  }

  /* A camera that turns sees all that at different times: at a moment only the share of its opening in the circle. */
  function moment({ camera_type, hfov_deg, presets }) {
    if (camera_type === "fixed" || !hfov_deg || hfov_deg >= 360) return null;
    if (presets?.length) return words.by_presets.replace("{n}", number(presets.length));
    return words.at_a_moment.replace("{share}", number(100 * hfov_deg / 360));
  }

  function hideView(map) { if (map.czujka.view) { map.removeLayer(map.czujka.view); map.czujka.view = null; } }
})();
