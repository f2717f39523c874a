/* Handling reports by keyboard and on the map. Without this script all of it works by links and forms. */
"use strict";

const moderation = (() => {
  const SHUT = "czujka.keys-off";
  const field = (id) => document.getElementById(id);
  const rows = () => [...document.querySelectorAll("a.row")];
  const boxes = () => [...document.querySelectorAll("#batch input[name=report]")];
  const dialog = field("keys");

  /* ---- focus: after a step the reader stands where they stood ---- */

  function settle() {
    const refused = document.querySelector("[data-focus]");
    if (refused) { refused.focus(); return; }
    const side = document.querySelector(".side");
    const open = rows().find((row) => row.hasAttribute("aria-current"));
    // Only the list scrolls, and only where it stands beside the report.
    if (open && side.scrollHeight > side.clientHeight) {
      side.scrollTop += open.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 2;
    }
    const named = /^#row-(\d+)$/.exec(location.hash);
    if (!named) return;
    const all = rows();
    (all[Math.min(Number(named[1]), all.length - 1)] ?? field("file-title"))?.focus();
  }

  function current() {
    const all = rows();
    const focused = all.findIndex((row) => row.closest("tr").contains(document.activeElement));
    return focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute("aria-current"));
  }

  function walk(by) {
    const all = rows();
    const at = current();
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  function toggle() {
    const box = rows()[current()]?.closest("tr").querySelector("input[name=report]");
    if (box) { box.checked = !box.checked; count(); }
  }

  function count() {
    const told = field("batch-count");
    if (!told) return;
    const n = boxes().filter((box) => box.checked).length;
    told.textContent = n ? `(${told.dataset.words.replace("{n}", n)})` : "";
    const all = field("choose-all");
    all.checked = n > 0 && n === boxes().length;
    all.indeterminate = n > 0 && n < boxes().length;
  }

  /* ---- keys ---- */

  const typing = (target) => target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  const walking = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || typing(event.target)) return;
    if (event.target.closest(".folium-map")) return;
    const arrow = event.key.startsWith("Arrow");
    if (!arrow && !field("keys-on").checked) return;
    if (arrow && !event.target.closest("#batch, body:not(:has(:focus))")) return;
    if (done(event.key)) event.preventDefault();
  }

  function done(key) {
    if (walking[key]) { walk(walking[key]); return true; }
    if (key === "x") { toggle(); return true; }
    if (key === "?") { dialog.showModal(); return true; }
    if (key === "/") { document.querySelector("input[name=q]").focus(); return true; }
    if (key === "b" && field("batch-step")) { field("batch-step").open = true; field("batch-to").focus(); return true; }
    const step = document.querySelector(`#step button[data-key="${CSS.escape(key)}"]`);
    step?.click();
    return Boolean(step);
  }

  document.addEventListener("keydown", press);
  field("show-keys").addEventListener("click", () => dialog.showModal());
  field("keys-close").addEventListener("click", () => dialog.close());
  field("keys-on").checked = localStorage.getItem(SHUT) === null;
  field("keys-on").addEventListener("change", (event) => {
    if (event.target.checked) localStorage.removeItem(SHUT); else localStorage.setItem(SHUT, "1");
  });

  /* ---- forms ---- */

  for (const choice of document.querySelectorAll("select[data-fills]")) {
    choice.addEventListener("change", () => {
      field(choice.dataset.fills).value = choice.value;
      choice.value = "";
      field(choice.dataset.fills).focus();
    });
  }
  field("choose-all")?.addEventListener("change", (event) => {
    boxes().forEach((box) => { box.checked = event.target.checked; });
    count();
  });
  boxes().forEach((box) => box.addEventListener("change", count));
  count();

  /* ---- the map ---- */

  function mark(map, place) {
    const [lon, lat] = place.place;
    const node = document.createElement("span");
    node.textContent = place.sign;
    const icon = L.divIcon({ className: place.open ? "case-sign open" : "case-sign", iconSize: [26, 26], html: node });
    if (place.shape) {
      L.geoJSON(JSON.parse(place.shape), { pane: "cells", interactive: false, style: { color: "#005A9C", weight: place.open ? 5 : 2.5, fillOpacity: 0.12 } }).addTo(map);
    }
    L.marker([lat, lon], { icon, pane: "top", keyboard: false, zIndexOffset: place.open ? 1000 : 0 })
      .on("click", () => { location.assign(place.href); }).addTo(map);
  }

  settle();
  return (map, { places }) => {
    places.forEach((place) => mark(map, place));
    const open = places.find((place) => place.open);
    if (!open) return;
    if (open.shape) map.fitBounds(L.geoJSON(JSON.parse(open.shape)).getBounds(), { maxZoom: 17, animate: false });
    else map.setView([open.place[1], open.place[0]], 17, { animate: false });
  };
})();
