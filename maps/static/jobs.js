/* Long work on the server: started, watched, ended early, broken off; found again after the page was loaded anew.

   A button [data-process] starts a process without inputs and loads the page anew when it has ended. */
"use strict";

const jobs = (() => {
  const PAUSE_MS = 500;
  const language = document.documentElement.lang;
  const JSON_BODY = { "Content-Type": "application/json" };
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));

  async function ask(method, path, body) {
    const response = await fetch(`${path}?lang=${language}`, { method, headers: JSON_BODY, body: body && JSON.stringify(body) });
    const said = await response.json();
    if (!response.ok) throw new Error(said.detail);
    return said;
  }

  const kept = (name) => sessionStorage.getItem(`job ${name}`);
  const keep = (name, id) => (id ? sessionStorage.setItem(`job ${name}`, id) : sessionStorage.removeItem(`job ${name}`));

  /* Watch a job until it ends. A line that breaks off for a moment is no end. */
  async function watch(name, id, { onProgress = () => {}, onDone = () => {}, onFailed = () => {}, onDismissed = () => {} }) {
    keep(name, id);
    let missed = 0;
    for (;;) {
      let said;
      try { said = await ask("GET", `/jobs/${id}`); missed = 0; } catch (error) {
        if (++missed > 5) { keep(name, null); onFailed(error.message); return; }
        await pause(PAUSE_MS * 2 ** missed);
        continue;
      }
      if (said.status === "accepted" || said.status === "running") { onProgress(said); await pause(PAUSE_MS); continue; }
      keep(name, null);
      if (said.status === "failed") onFailed(said.message);
      else if (said.status === "dismissed") onDismissed(said);
      else onDone((await ask("GET", `/jobs/${id}/results`).catch(() => ({ summary: {} }))).summary, said);
      return;
    }
  }

  /* Start a process; what comes back ends it early or breaks it off. */
  async function start(process, inputs, told, name = process) {
    const said = await ask("POST", `/processes/${process}/execution`, { inputs });
    watch(name, said.jobID, told);
    return handle(said.jobID);
  }

  /* Go on watching what was started before the page was loaded anew; null if nothing was. */
  function resume(name, told) {
    const id = kept(name);
    if (!id) return null;
    watch(name, id, told);
    return handle(id);
  }

  const handle = (id) => ({ id, finish: () => ask("POST", `/jobs/${id}/finish`, {}), dismiss: () => ask("DELETE", `/jobs/${id}`) });

  function button(one) {
    const status = document.getElementById(one.dataset.status);
    const say = (text) => { status.textContent = text; };
    const told = {
      onProgress: (said) => { one.disabled = true; say(said.progress === undefined ? one.dataset.waiting : `${one.dataset.running} ${said.progress}%`); },
      onDone: () => location.reload(),
      onFailed: (message) => { one.disabled = false; say(message); },
      onDismissed: () => { one.disabled = false; say(""); },
    };
    resume(one.dataset.process, told);
    one.hidden = false;
    one.addEventListener("click", async () => {
      one.disabled = true;
      say(one.dataset.waiting);
      try { await start(one.dataset.process, {}, told); } catch (error) { told.onFailed(error.message); }
    });
  }

  document.querySelectorAll("button[data-process]").forEach(button);
  return { start, resume };
})();
