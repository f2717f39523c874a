/* Map and table in step: what is chosen in one is shown in the other. */
"use strict";

(() => {
  const { maps } = czujka;

  const features = new Map(); // "layer/fid" -> Leaflet layer
  let chosen = null;
  let wanted = null; // a row whose feature is still to be fetched

  function keep(layerName, feature, layer) { features.set(`${layerName}/${feature.id}`, layer); }

  function select(layerName, fid, { from } = {}) {
    document.querySelectorAll("tr[aria-selected=true]").forEach((row) => row.removeAttribute("aria-selected"));
    const row = document.querySelector(`tr[data-layer="${layerName}"][data-fid="${fid}"]`);
    if (row) {
      row.setAttribute("aria-selected", "true");
      if (from === "map") { row.closest("details")?.setAttribute("open", ""); row.scrollIntoView({ block: "nearest" }); }
    }
    if (chosen?.setStyle) chosen.setStyle({ weight: chosen.czujkaWeight });
    const layer = features.get(`${layerName}/${fid}`);
    wanted = null;
    if (!layer?._map && from === "table" && row?.dataset.at) {
      // Not in view, so not fetched: go there, and choose it when it comes.
      const [lon, lat] = row.dataset.at.split(",").map(Number);
      wanted = [layerName, fid];
      maps[0]?.setView([lat, lon], 17, { animate: false });
      return;
    }
    if (!layer) return;
    chosen = layer;
    if (layer.setStyle) {
      layer.czujkaWeight ??= layer.options.weight;
      layer.setStyle({ weight: 3.5 });
      layer.bringToFront();
    }
    if (from === "table") reveal(layer);
    if (from === "fetched") layer.openPopup?.();
  }

  function reveal(layer) {
    const map = layer._map;
    if (!map) return;
    if (layer.getLatLng) { map.setView(layer.getLatLng(), Math.max(map.getZoom(), 17), { animate: false }); layer.openPopup(); }
    else map.fitBounds(layer.getBounds(), { maxZoom: 17.5, padding: [60, 60], animate: false });
  }

  /* What was chosen in a table before it was fetched. */
  function arrived() { if (wanted && features.get(wanted.join("/"))?._map) select(...wanted, { from: "fetched" }); }

  Object.assign(czujka, { keep, select, arrived });
})();
