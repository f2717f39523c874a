/* The plan of a shift on the map: ways, numbered stops, the base, and how far patrols come from it. */
"use strict";

(() => {
  const { kinds, element, keep, select, ready, toggle, svg } = czujka;
  const DASHES = [null, "12 5", "3 6", "14 5 3 5"]; // ways are told apart without colour, too
  const BLUES = ["#005A9C", "#003B66", "#1C7ED6", "#0B5F57"];
  const GREENS = ["#3D7A1F", "#7A9A1F", "#B8A92E", "#C9C08A"];

  function badge(text, kind) {
    const width = Math.max(26, 12 + 9 * text.length);
    return L.divIcon({ className: `stop-sign ${kind}`, iconSize: [width, 26], html: element("span", {}, text) });
  }

  /* Two visits of one place share a sign: A1/A6. */
  function placed(stops) {
    const found = new Map();
    for (const stop of stops) found.set(stop.ref, [...(found.get(stop.ref) ?? []), stop]);
    return [...found.values()];
  }

  function patrolPlan(map, plan) {
    ready(map);
    const place = L.layerGroup();
    if (toggle(map, "plan", place)) place.addTo(map);
    const flip = ([lon, lat]) => [lat, lon];
    const renderer = L.svg({ pane: "top" });
    plan.rounds.forEach((round, at) => {
      const way = round.way.map(flip);
      const common = { renderer, pane: "top", interactive: false, lineJoin: "round" };
      place.addLayer(L.polyline(way, { ...common, color: "#FFFFFF", weight: 6, opacity: 0.8 }));
      place.addLayer(L.polyline(way, { ...common, color: BLUES[at % 4], weight: 3.5, dashArray: DASHES[at % 4] }));
    });
    place.addLayer(L.marker(flip(plan.base.at), { icon: badge("●", "base"), title: plan.base.name, keyboard: false }));
    for (const stops of placed(plan.stops)) {
      const label = stops.map((one) => one.label).join("/");
      const marker = L.marker(flip(stops[0].at), { icon: badge(label, "stop"), keyboard: false, title: `${label}: ${stops[0].place}` });
      marker.bindTooltip(() => element("span", {}, `${stops.map((one) => `${one.label} ${one.begins}`).join(", ")}: ${stops[0].place}`));
      for (const one of stops) keep("stops", { id: one.label }, marker);
      marker.on("click", () => select("stops", stops[0].label, { from: "map" }));
      place.addLayer(marker);
    }
    const ways = plan.rounds.flatMap((round) => round.way.map(flip));
    if (ways.length) {
      map.czujka.paper = L.latLngBounds(ways).pad(0.08);
      map.fitBounds(L.latLngBounds(ways), { padding: [30, 30], animate: false });
    }
    asking(map);
  }

  /* A click on the map fills in the place of a stop that is added by hand. */
  function asking(map) {
    const lon = document.getElementById("add-lon");
    const lat = document.getElementById("add-lat");
    if (!lon || !lat) return;
    let mark = null;
    map.on("click", (event) => {
      if (!document.getElementById("change")?.open) return;
      lon.value = event.latlng.lng.toFixed(6);
      lat.value = event.latlng.lat.toFixed(6);
      mark?.remove();
      mark = L.circleMarker(event.latlng, { radius: 9, color: "#B45309", weight: 3, fillOpacity: 0.2 }).addTo(map);
    });
  }

  czujka.patrolPlan = patrolPlan;

  Object.assign(kinds, {
    reach: (map, options, data) => {
      const driven = data.features.filter((f) => f.properties.kind !== "foot").sort((a, b) => b.properties.minutes - a.properties.minutes);
      const minutes = [...new Set(data.features.map((f) => f.properties.minutes))].sort((a, b) => a - b);
      const lines = L.geoJSON({ ...data, features: driven }, {
        ...svg(L.svg({ pane: "gaps" })), pane: "gaps",
        style: (f) => ({ color: GREENS[minutes.indexOf(f.properties.minutes) % 4], weight: 5, opacity: 0.75, fill: false }),
        onEachFeature: (f, layer) => layer.bindTooltip(() => element("span", {}, `${options.kinds[f.properties.kind]}: ${f.properties.minutes} min`), { sticky: true }),
      });
      const signs = options.bases.map(({ at: [lon, lat], name }) =>
        L.marker([lat, lon], { icon: badge("●", "base"), title: name, keyboard: false }));
      return L.layerGroup([lines, ...signs]);
    },
  });
})();
