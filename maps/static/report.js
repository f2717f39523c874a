/* Choosing a place for a report on the map: by a click, by the own position, or by the middle of the map. */
"use strict";

const reportPlace = (() => {
  const lon = document.getElementById("lon");
  const lat = document.getElementById("lat");
  const told = document.getElementById("place-told");
  let marker = null;

  function set(map, place) {
    lon.value = place.lng.toFixed(6);
    lat.value = place.lat.toFixed(6);
    told.textContent = czujka.words.chosen_on_map;
    const mark = document.createElement("span");
    if (marker) marker.setLatLng(place);
    else marker = L.marker(place, { icon: L.divIcon({ className: "report-pin", iconSize: [26, 26], html: mark }), draggable: true, pane: "top", keyboard: false })
      .on("dragend", () => set(map, marker.getLatLng())).addTo(map);
  }

  return (map) => {
    map.on("click", (event) => set(map, event.latlng));
    document.getElementById("place-middle").addEventListener("click", () => set(map, map.getCenter()));
    document.getElementById("place-mine").addEventListener("click", () => {
      told.textContent = czujka.words.locating;
      map.locate({ setView: true, maxZoom: 17, timeout: 10000 });
    });
    map.on("locationfound", (event) => set(map, event.latlng));
    map.on("locationerror", () => { told.textContent = czujka.words.not_located; });
    if (lon.value && lat.value) set(map, L.latLng(Number(lat.value), Number(lon.value)));
  };
})();
