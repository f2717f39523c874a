/* Marking a place for a report on the map: a point, a route or an area; by clicks, by the own position, or by the
   middle of the map, so that the keyboard does all that a mouse does. */
"use strict";

const reportPlace = (() => {
  const field = (id) => document.getElementById(id);
  const [lon, lat, shape, told, undo] = ["lon", "lat", "shape", "place-told", "place-undo"].map(field);
  let kind = "point";
  let corners = [];
  let drawn = null;

  const FEWEST = { point: 1, route: 2, area: 3 };
  const pair = (place) => [Number(place.lng.toFixed(6)), Number(place.lat.toFixed(6))];

  function pin(map, place) {
    const icon = L.divIcon({ className: "report-pin", iconSize: [26, 26], html: document.createElement("span") });
    return L.marker(place, { icon, draggable: true, pane: "top", keyboard: false })
      .on("dragend", (event) => add(map, event.target.getLatLng())).addTo(map);
  }

  function line(map) {
    const style = { color: "#005A9C", weight: 4, pane: "top" };
    return (kind === "area" ? L.polygon(corners, style) : L.polyline(corners, style)).addTo(map);
  }

  function write() {
    const whole = corners.length >= FEWEST[kind];
    const please = field("place-please");
    if (please && whole) please.hidden = true;
    const points = corners.map(pair);
    lon.value = kind === "point" && whole ? String(points[0][0]) : "";
    lat.value = kind === "point" && whole ? String(points[0][1]) : "";
    const routed = { type: "LineString", coordinates: points };
    const ringed = { type: "Polygon", coordinates: [[...points, points[0]]] };
    shape.value = kind === "point" || !whole ? "" : JSON.stringify(kind === "route" ? routed : ringed);
    // It is there from the first corner on, so that the map does not move under a finger that taps one after another.
    undo.hidden = kind === "point";
    undo.disabled = corners.length === 0;
    if (kind === "point") told.textContent = whole ? czujka.words.chosen_on_map : czujka.words.click_map;
    else told.textContent = czujka.words.corners.replace("{n}", corners.length).replace("{fewest}", FEWEST[kind]);
  }

  function draw(map) {
    if (drawn) drawn.remove();
    drawn = corners.length === 0 ? null : kind === "point" ? pin(map, corners[0]) : line(map);
    write();
  }

  function add(map, place) {
    corners = kind === "point" ? [place] : [...corners, place];
    draw(map);
  }

  /* Who stands far from the city hears so at once; at its edge the service knows better. */
  function found(map, place) {
    if (!map.czujka.home.pad(0.1).contains(place)) { told.textContent = czujka.words.located_outside; return; }
    map.setView(place, Math.max(map.getZoom(), 17), { animate: false });
    add(map, place);
  }

  function restore(map) {
    if (shape.value) {
      const given = JSON.parse(shape.value);
      kind = given.type === "LineString" ? "route" : "area";
      document.querySelector(`input[name=mark][value=${kind}]`).checked = true;
      const ring = kind === "route" ? given.coordinates : given.coordinates[0].slice(0, -1);
      corners = ring.map(([x, y]) => L.latLng(y, x));
      draw(map);
      if (field("wrong-place")) map.fitBounds(drawn.getBounds().extend(map.czujka.home), { animate: false });
    } else if (lon.value && lat.value) add(map, L.latLng(Number(lat.value), Number(lon.value)));
  }

  /* Where a report is that is being corrected: it stays in sight beside what is marked anew. */
  function show(map, before) {
    const style = { color: "#4B5563", weight: 3, dashArray: "5 4", fillColor: "#4B5563", fillOpacity: 0.15, interactive: false, pane: "top" };
    const there = L.geoJSON(before, { style, pointToLayer: (_, at) => L.circleMarker(at, { ...style, radius: 11 }) }).addTo(map);
    map.fitBounds(there.getBounds(), { maxZoom: 17, padding: [40, 40], animate: false });
  }

  return (map, { before = null } = {}) => {
    if (before) show(map, before);
    map.on("click", (event) => add(map, event.latlng));
    document.querySelectorAll("input[name=mark]").forEach((choice) => choice.addEventListener("change", () => {
      kind = choice.value;
      corners = [];
      draw(map);
    }));
    undo.addEventListener("click", () => { corners = corners.slice(0, -1); draw(map); });
    field("place-middle").addEventListener("click", () => add(map, map.getCenter()));
    field("place-mine").addEventListener("click", () => {
      told.textContent = czujka.words.locating;
      map.locate({ timeout: 10000 });
    });
    map.on("locationfound", (event) => found(map, event.latlng));
    map.on("locationerror", () => { told.textContent = czujka.words.not_located; });
    restore(map);
  };
})();
