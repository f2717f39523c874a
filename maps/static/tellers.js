/* Whose word counts: the chosen sources go to the server, which counts anew; then the page is loaded again. */
"use strict";

(() => {
  const form = document.querySelector("form[data-tellers]");
  if (!form) return;
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  const told = {
    onProgress: (said) => { button.disabled = true; status.textContent = `${form.dataset.running} ${said.progress ?? 0}%`; },
    onDone: () => location.reload(),
    onFailed: (message) => { button.disabled = false; status.textContent = message; },
    onDismissed: () => { button.disabled = false; status.textContent = ""; },
  };
  jobs.resume("patrol-map", told);
  form.querySelectorAll("fieldset, button").forEach((part) => { part.disabled = false; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const tellers = [...form.querySelectorAll("input:checked")].map((box) => box.value);
    button.disabled = true;
    status.textContent = form.dataset.waiting;
    try { await jobs.start("patrol-map", { tellers }, told); } catch (error) { told.onFailed(error.message); }
  });
})();
