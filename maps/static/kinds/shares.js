/* Where a whole large city is in view, each area by the share of its streets that is seen: shade and number. */
"use strict";

czujka.kinds.shares = (map, options, data) => {
  const shade = (share) => options.shades[options.edges.filter((edge) => share >= edge).length];
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 });
  const share = (feature) => options.shares[feature.properties.ref] ?? 0;
  const areas = L.geoJSON(data, {
    renderer: L.canvas({ pane: "seen", padding: 0.3 }), pane: "seen", interactive: false,
    style: (feature) => ({ stroke: false, fillColor: shade(share(feature)), fillOpacity: 0.75 }),
  });
  const labels = data.features.map((feature) => {
    const text = document.createElement("span");
    text.textContent = percent.format(share(feature));
    text.title = feature.properties.name;
    const [lon, lat] = options.at[feature.properties.ref] ?? [0, 0];
    return L.marker([lat, lon], { pane: "top", interactive: false, keyboard: false, icon: L.divIcon({ className: "cell-count", iconSize: [44, 20], html: text }) });
  });
  const all = L.layerGroup([areas, ...labels]);
  const group = L.layerGroup();
  const shown = () => { if (map.getZoom() < options.until) group.addLayer(all); else group.removeLayer(all); };
  map.on("zoomend", shown);
  shown();
  return group;
};
