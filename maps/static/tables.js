/* Tables that sort by a click on a heading and choose on the map by a click or Enter on a row. */
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

  document.querySelectorAll("tr[data-fid]").forEach((row) => { row.tabIndex = 0; });
  /* Rows that come later choose like those that were there. */
  function choose(event) {
    const row = event.target.closest?.("tr[data-fid]");
    if (row) czujka.select(row.dataset.layer, row.dataset.fid, { from: "table" });
  }
  document.addEventListener("click", choose);
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(event); });

  for (const control of document.querySelectorAll("form.controls select")) {
    control.addEventListener("change", () => control.form.requestSubmit());
  }
  document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => czujka.print()));
})();
