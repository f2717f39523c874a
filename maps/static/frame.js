/* A map in its frame: panes, controls, the whole city in view, two fingers on a phone, paper. */
"use strict";

(() => {
  const { words, element, shape } = czujka;

  const maps = [];

  /* Shapes that tell something when they are pointed at would each be a stop of the tab key; the table holds the same. */
  const drawn = L.SVG.prototype._initPath;
  L.SVG.include({ _initPath(layer) { drawn.call(this, layer); layer._path.setAttribute("tabindex", "-1"); } });

  function ready(map) {
    if (map.czujka) return map.czujka;
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    map.zoomControl.setPosition("topright");
    label(map.zoomControl.getContainer());
    const frame = map.getContainer();
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", words.map ?? "map");
    ["ground", "seen", "gaps", "cells", "top"].forEach((name, i) => {
      map.createPane(name).style.zIndex = 300 + 20 * i;
    });
    map.czujka = {
      canvas: (pane) => L.canvas({ pane, padding: 0.3 }),
      ground: L.canvas({ pane: "ground", padding: 0.3 }),
      home: null,
      pending: 0,
    };
    settle(map);
    maps.push(map);
    new ResizeObserver(() => map.invalidateSize()).observe(frame);
    if (L.Browser.mobile) map.dragging.disable(), map.touchZoom.enable(), twoFingers(map);
    return map.czujka;
  }

  /* The whole city is in view first; where it is tall and the map is wide, a little closer, with a way back. */
  function settle(map) {
    const { bounds: [west, south, east, north], closer } = JSON.parse(document.getElementById("extent").textContent);
    map.czujka.home = L.latLngBounds([south, west], [north, east]);
    if (closer) map.setZoom(Math.min(map.getBoundsZoom(map.czujka.home, true), map.getZoom() + 1), { animate: false });
    size(map);
    map.on("zoomend", () => size(map));
    const home = L.control({ position: "topright" });
    home.onAdd = () => {
      const button = element("a", { href: "#", role: "button", title: words.whole, "aria-label": words.whole });
      button.append(shape("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" },
        shape("path", { d: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", fill: "none", stroke: "currentColor", "stroke-width": 2 })));
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); map.fitBounds(map.czujka.home, { padding: [16, 16], animate: false }); });
      const bar = element("div", { class: "leaflet-bar leaflet-control home" }, button);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    home.addTo(map);
  }

  /* Signs are smaller where the whole city is in view, so that they do not hide it. */
  function size(map) { map.getContainer().classList.toggle("far", map.getZoom() < 16.5); }

  function label(zoom) {
    const [inside, outside] = zoom.querySelectorAll("a");
    for (const [link, text] of [[inside, words.zoom_in], [outside, words.zoom_out]]) {
      if (text) { link.title = text; link.setAttribute("aria-label", text); }
    }
  }

  /* On a phone one finger scrolls the page and two move the map, so that the map never traps a reader. */
  function twoFingers(map) {
    map.getContainer().addEventListener("touchstart", (event) => {
      if (event.touches.length > 1) map.dragging.enable(); else map.dragging.disable();
    }, { passive: true });
  }

  /* On paper the map takes the paper's size, shows what the page is about, and what is folded away is opened. */
  let folded = [];
  function onPaper() {
    if (document.body.classList.contains("on-paper")) return;
    document.body.classList.add("on-paper");
    folded = [...document.querySelectorAll(".rest > details:not([open], .no-print)")];
    for (const part of folded) part.open = true;
    for (const map of maps) {
      map.closePopup();
      map.invalidateSize({ animate: false });
      map.fitBounds(map.czujka.paper ?? map.czujka.home, { animate: false });
    }
  }

  function onScreen() {
    document.body.classList.remove("on-paper");
    for (const part of folded) part.open = false;
    folded = [];
    for (const map of maps) map.invalidateSize();
  }

  addEventListener("beforeprint", onPaper);
  addEventListener("afterprint", onScreen);

  /* The ground is drawn anew before the page goes to the printer. */
  function print() {
    onPaper();
    setTimeout(() => window.print(), 400);
  }

  Object.assign(czujka, { maps, ready, print });
})();
