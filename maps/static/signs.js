/* Fills and signs that several kinds of drawing share. */
"use strict";

(() => {
  const { element, shape } = czujka;

  const svg = (renderer) => ({ renderer });

  /* Ground that is not seen, and would be. */
  function hatched() { return { color: "#C2410C", weight: 0.6, fillColor: "url(#hatch-gap)", fillOpacity: 1 }; }

  /* Ground in one style that answers no pointer; its height keeps the order, whichever answer comes first. */
  function plain(height, style) {
    return (map, options, data) => {
      const pane = `plain-${height}`;
      if (!map.getPane(pane)) map.createPane(pane).style.zIndex = height;
      return L.geoJSON(data, { renderer: L.canvas({ pane, padding: 0.3 }), pane, interactive: false, style });
    };
  }

  /* Violet dots on any ground, as the fill of a canvas. */
  function dots() {
    const tile = element("canvas", { width: 8, height: 8 });
    const pen = tile.getContext("2d");
    pen.fillStyle = "#6D4AA3";
    for (const [x, y] of [[2, 2], [6, 6]]) { pen.beginPath(); pen.arc(x, y, 1.1, 0, 2 * Math.PI); pen.fill(); }
    return pen.createPattern(tile, "repeat");
  }

  /* Levels come as a list of pairs, coarsest first: an object would not keep their order on its way here. */
  function coarseFirst(found, order) {
    return found.filter((f) => order.includes(f.properties.level))
      .sort((a, b) => order.indexOf(a.properties.level) - order.indexOf(b.properties.level));
  }

  function cameraIcon(p) {
    const off = p.status === "off";
    const stage = p.stage ?? (off || p.status === "working" ? "installed" : p.status);
    const colour = off ? "#6B6F76" : "#005A9C";
    const solid = stage === "installed";
    const paint = { fill: solid ? colour : "#FFFFFF", stroke: solid ? "#FFFFFF" : colour, "stroke-width": "1.5",
      ...(stage === "candidate" ? { "stroke-dasharray": "2 2" } : {}) };
    const turns = p.bearing_deg === null || p.bearing_deg === undefined;
    const marks = turns
      ? [shape("circle", { cx: 11, cy: 11, r: 7, fill: "#FFFFFF", stroke: colour, "stroke-width": 1.5 }),
         shape("circle", { cx: 11, cy: 11, r: 3.5, ...paint })]
      : [shape("g", { transform: `rotate(${Number(p.bearing_deg)} 11 11)` },
          shape("path", { d: "M11 12 L4.5 1.5 L17.5 1.5 Z", ...paint }), shape("circle", { cx: 11, cy: 13, r: 3.5, ...paint }))];
    if (off) marks.push(shape("line", { x1: 3, y1: 19, x2: 19, y2: 3, stroke: "#1F2933", "stroke-width": 2 }));
    const picture = shape("svg", { viewBox: "0 0 22 22", width: 22, height: 22, "aria-hidden": "true" }, ...marks);
    return L.divIcon({ className: "camera-icon", iconSize: [22, 22], iconAnchor: [11, 12], html: picture });
  }

  Object.assign(czujka, { svg, hatched, plain, dots, coarseFirst, cameraIcon });
})();
