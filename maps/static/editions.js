/* The exact places of an edition on the map; a click on one shows its row. */
"use strict";

const editionPlaces = (() => {
  function show(row) {
    row?.scrollIntoView({ block: "center" });
    row?.focus();
  }

  function mark(map, { place, shape, sign, row }) {
    const node = document.createElement("span");
    node.textContent = sign;
    const icon = L.divIcon({ className: "case-sign", iconSize: [26, 26], html: node });
    if (shape) {
      const style = { color: "#005A9C", weight: 2.5, fillOpacity: 0.12 };
      L.geoJSON(JSON.parse(shape), { pane: "cells", interactive: false, style }).addTo(map);
    }
    L.marker([place[1], place[0]], { icon, pane: "top", keyboard: false })
      .on("click", () => show(document.getElementById(row))).addTo(map);
  }

  return (map, { places }) => places.forEach((one) => mark(map, one));
})();
