/* Tables that sort by a click on a heading and choose on the map by a click or Enter on a row; arrows go from row to row. */
"use strict";

(() => {
  const value = (row, column) => {
    const cell = row.cells[column];
    const stated = cell.dataset.value;
    return stated === undefined ? cell.textContent.trim() : Number(stated);
  };

  function sort(table, column, button) {
    const body = table.tBodies[0];
    const heading = button.closest("th");
    const rising = heading.getAttribute("aria-sort") !== "ascending";
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const order = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang));
    const rows = [...body.rows].sort((a, b) => order(value(a, column), value(b, column)) * (rising ? 1 : -1));
    body.append(...rows);
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    table.querySelectorAll("thead th").forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sort(table, column, button));
    });
  }

  /* A table is one stop of the tab key, however many rows it has. */
  for (const body of document.querySelectorAll("tbody")) {
    body.querySelectorAll(":scope > tr[data-fid]").forEach((row, at) => { row.tabIndex = at ? -1 : 0; });
  }
  const beside = {
    ArrowDown: (row) => row.nextElementSibling,
    ArrowUp: (row) => row.previousElementSibling,
    Home: (row) => row.parentElement.firstElementChild,
    End: (row) => row.parentElement.lastElementChild,
  };
  function step(event) {
    const row = event.target;
    if (!row.matches?.("tr[data-fid]") || !beside[event.key]) return;
    event.preventDefault();
    const next = beside[event.key](row);
    if (!next?.matches("tr[data-fid]")) return;
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
  document.addEventListener("keydown", step);
  /* Rows that come later choose like those that were there. */
  function choose(event) {
    const row = event.target.closest?.("tr[data-fid]");
    if (row) czujka.select(row.dataset.layer, row.dataset.fid, { from: "table" });
  }
  document.addEventListener("click", choose);
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(event); });

  /* A choice by the hand is shown at once; arrows go through the choices, and the button shows the one that is meant. */
  for (const control of document.querySelectorAll("form.controls select")) {
    let keyed = false;
    control.addEventListener("keydown", () => { keyed = true; });
    control.addEventListener("pointerdown", () => { keyed = false; });
    control.addEventListener("change", () => { if (!keyed) control.form.requestSubmit(); });
  }
  document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => czujka.print()));
})();
