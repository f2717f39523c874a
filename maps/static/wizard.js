/* On a small screen, never on paper, the form asks one question after another; without this script it is one long form.
   Every answer stays in the page: steps only show and hide parts of the one form. */
"use strict";

const wizard = (() => {
  const form = document.getElementById("report");
  const field = (id) => document.getElementById(id);
  const [bar, back, next, please, here] = ["step-bar", "step-back", "step-next", "place-please", "map-here"].map(field);
  const steps = [...form.querySelectorAll(".step")];
  const small = matchMedia("screen and (max-width: 1023px)");
  const stage = document.querySelector(".stage");
  const map = stage.querySelector(".map");
  const count = document.createElement("p");
  let at = 0;
  let leaflet = null;

  count.className = "step-count quiet";

  function heading(step) { return step.querySelector("legend, label"); }

  function show(step, { focus = true } = {}) {
    at = Math.max(0, Math.min(steps.length - 1, step));
    steps.forEach((one, n) => { one.hidden = n !== at; });
    document.body.classList.toggle("first-step", at === 0);
    count.textContent = bar.dataset.count.replace("{n}", at + 1).replace("{all}", steps.length);
    steps[at].prepend(count);
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    if (!next.hidden) next.textContent = steps[at + 1].dataset.step;
    please.hidden = true;
      if (!focus) return;
    scrollTo(0, 0);
    heading(steps[at]).focus();
  }

  /* What a step still lacks is said by the browser at its field, or, for the place, in our words. */
  function complete() {
    const lacking = [...steps[at].querySelectorAll("input, select, textarea")].find((one) => !one.checkValidity());
    if (lacking) { lacking.reportValidity(); return false; }
    if (!steps[at].dataset.please) return true;
    const told = ["lon", "shape", "place_words"].some((id) => field(id).value.trim());
    please.textContent = steps[at].dataset.please;
    please.hidden = told;
    return told;
  }

  function go(step) {
    if (step > at && !complete()) return;
    history.pushState({ step }, "");
    show(step);
  }

  /* The map has moved into another frame: the whole city is in view again. */
  function fit() {
    steps.forEach((step) => { step.hidden = false; });
    leaflet.invalidateSize({ animate: false });
    if (!["lon", "shape"].some((id) => field(id).value)) leaflet.fitBounds(leaflet.czujka.home, { animate: false });
  }

  function begin() {
    document.body.classList.add("wizard");
    here.append(map);
    fit();
    bar.hidden = false;
    const faulty = steps.findIndex((step) => step.querySelector(".wrong:not([hidden])"));
    history.replaceState({ step: Math.max(0, faulty) }, "");
    show(Math.max(0, faulty), { focus: false });
  }

  function end() {
    document.body.classList.remove("wizard", "first-step");
    stage.prepend(map);
    fit();
    bar.hidden = true;
    count.remove();
  }

  next.addEventListener("click", () => go(at + 1));
  back.addEventListener("click", () => go(at - 1));
  window.addEventListener("popstate", (event) => { if (small.matches && event.state) show(event.state.step ?? 0); });
  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=file])");
    if (!small.matches || event.key !== "Enter" || !typing || at === steps.length - 1) return;
    event.preventDefault(); // Enter goes on; it sends the form at its end only
    go(at + 1);
  });
  field("place_words").addEventListener("input", () => { please.hidden = true; });
  small.addEventListener("change", () => (small.matches ? begin() : end()));

  return (drawn) => {
    leaflet = drawn;
    if (small.matches) begin();
  };
})();
