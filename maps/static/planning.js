/* Plans of patrols are made as jobs: a form [data-job] starts its process, tells how far it is, and can be broken off.

   What cannot be read here is sent as a plain form, so that the server says in words what is wrong. */
"use strict";

(() => {
  const by = (id) => document.getElementById(id);
  const box = by("plan-progress");
  if (!box) return;
  const wrong = by("plan-wrong");
  const value = (form, name) => form.elements[name].value;
  const ticked = (form, name) => [...form.querySelectorAll(`[name=${name}]`)]
    .filter((one) => one.value && (one.type !== "checkbox" || one.checked)).map((one) => one.value);
  const number = (text) => Number(text.trim().replace(",", "."));

  const inputs = {
    "patrol-plan": (form) => ({
      day: value(form, "day"), shift: value(form, "shift"),
      patrols: Object.fromEntries([...form.querySelectorAll("[data-kind]")].map((one) => [one.name, Number(one.value)])),
    }),
    "patrol-change": (form) => {
      const [lon, lat] = [value(form, "lon"), value(form, "lat")];
      const added = lon || lat ? [[value(form, "name").trim(), number(lon), number(lat)]] : [];
      return { plan: Number(value(form, "plan")), pinned: ticked(form, "pin"), dropped: ticked(form, "drop"), added };
    },
    "patrol-year": (form) => ({ total: Number(value(form, "total")), done: Number(value(form, "done")), first_day: value(form, "first") }),
  };

  const sound = (told) => Object.values(told).flat(2).every((one) => one !== "" && !Number.isNaN(one) && (one?.constructor !== Object || sound(one)));

  function watch(form) {
    const process = form.dataset.job;
    let job = Promise.resolve(null);
    const end = (message) => {
      box.hidden = true;
      for (const one of document.querySelectorAll("form[data-job] button")) one.disabled = false;
      wrong.hidden = !message;
      by("plan-wrong-said").textContent = message ?? "";
    };
    const say = (progress) => {
      box.hidden = false;
      by("plan-said").textContent = progress === undefined ? box.dataset.waiting : form.dataset.said;
      by("plan-bar").value = progress ?? 0;
    };
    const told = {
      onProgress: (said) => say(said.progress),
      onDone: (summary) => { location.href = `${summary.links[0]}&lang=${document.documentElement.lang}&done=1`; },
      onFailed: end,
      onDismissed: () => end(box.dataset.dismissed),
    };
    job = Promise.resolve(jobs.resume(process, told));
    by("plan-break").addEventListener("click", async () => (await job)?.dismiss());
    form.addEventListener("submit", async (event) => {
      const asked = inputs[process](form);
      if (!sound(asked)) return;
      event.preventDefault();
      wrong.hidden = true;
      for (const one of document.querySelectorAll("form[data-job] button")) one.disabled = true;
      say();
      box.scrollIntoView({ block: "nearest" });
      job = jobs.start(process, asked, told).catch((error) => end(error.message));
    });
  }

  document.querySelectorAll("form[data-job]").forEach(watch);
})();
