/* Fetches a collection and draws it in its kind: whole, or what is in view; the legend turns it on and off. */
"use strict";

(() => {
  const { words, kinds, load, ready, status, arrived } = czujka;

  async function draw(map, options) {
    const state = ready(map);
    state.pending += 1;
    status(words.loading ?? "");
    // A layer keeps its place in the order of the script, whichever answer comes first.
    const place = L.layerGroup();
    const shown = toggle(map, options.kind, place);
    if (shown) place.addTo(map);
    try {
      if (options.window) await follow(map, options, place);
      else place.addLayer(kinds[options.kind](map, options, await load(options.url, options)));
    } catch (error) {
      status(words.failed ?? "");
      throw error;
    } finally {
      state.pending -= 1;
      if (state.pending === 0) { status(""); map.getContainer().dataset.ready = "true"; }
    }
  }

  /* A layer too large for one page is fetched for what is in view, from a zoom on at which that is little. */
  async function follow(map, options, place) {
    let current = 0;
    const fetched = async () => {
      const turn = (current += 1);
      if (map.getZoom() < options.window) { place.clearLayers(); hint(options.kind, true); return; }
      hint(options.kind, false);
      const box = map.getBounds().pad(0.2);
      const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((edge) => edge.toFixed(6)).join(",");
      const data = await load(`${options.url}&bbox=${edges}`);
      if (turn !== current) return;
      const layer = kinds[options.kind](map, options, data);
      if (map._popup?.isOpen()) return;
      place.clearLayers();
      place.addLayer(layer);
      arrived();
    };
    map.on("moveend", () => fetched().catch(() => status(words.failed)));
    await fetched();
  }

  const waiting = new Set();
  function hint(kind, on) {
    if (on) waiting.add(kind); else waiting.delete(kind);
    const line = document.getElementById("map-hint");
    line.textContent = waiting.size ? words.closer : "";
    line.hidden = waiting.size === 0;
  }

  /* The legend is the layer switch: a box with the layer's name turns it on and off. */
  function toggle(map, kind, layer) {
    const box = document.querySelector(`input[data-toggle="${kind}"]`);
    if (!box) return true;
    box.disabled = false;
    box.addEventListener("change", () => (box.checked ? map.addLayer(layer) : map.removeLayer(layer)));
    return box.checked;
  }

  Object.assign(czujka, { draw, toggle });
})();
