/* Questions to the server about cameras that are only thought of: what was said is kept until the register changes. */
"use strict";

const asking = (options, words, { status, anew }) => {
  const answers = new Map(); // what the server said, by the ideas as text
  const walls = new Map(); // the bearings that walls leave, by the place and the opening
  let state = null;
  let trouble = false;
  let busy = false;
  let waiting = null;

  function tell(text) { trouble = true; status(text); }

  const pause = (seconds) => new Promise((go) => setTimeout(go, 1000 * seconds));

  /* While the server reads the register it says so, and is asked again. */
  async function post(ideas, everyLevel) {
    for (;;) {
      const response = await fetch("/what-if", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ norm_edition: options.edition, level: options.level, ideas, every_level: everyLevel, thermal_profile: options.profile }),
      });
      if (response.status !== 503) {
        if (!response.ok) throw new Error(`${response.status}`);
        return response.json();
      }
      tell(words.preparing);
      await pause(Number(response.headers.get("Retry-After")) || 1);
    }
  }

  async function ask(ideas, { everyLevel = false } = {}) {
    const said = await post(ideas, everyLevel);
    const changed = state !== null && state !== said.state;
    if (changed || trouble) { status(changed ? words.register_changed : ""); trouble = false; }
    state = said.state;
    if (changed) { answers.clear(); walls.clear(); anew(); }
    ideas.forEach((one, index) => remember(one, said.placed[index].turn));
    return said;
  }

  const place = (one) => JSON.stringify([one.lon, one.lat, one.mount, one.hfov_deg]);
  function remember(one, turn) { walls.set(place(one), turn); }

  const known = (ideas) => answers.get(JSON.stringify(ideas));

  async function learn(ideas, settings) {
    const had = known(ideas);
    if (had) return had;
    const said = await ask(ideas, settings).catch(() => { tell(words.failed); return null; });
    if (said) answers.set(JSON.stringify(ideas), said);
    return said;
  }

  /* While the hand moves: one question at a time, the latest wins. */
  async function follow(one, then) {
    if (busy) { waiting = [one, then]; return; }
    busy = true;
    try { then(await ask([one])); } catch { tell(words.failed); } finally {
      busy = false;
      if (waiting) { const next = waiting; waiting = null; follow(...next); }
    }
  }

  return { ask, follow, known, learn, remember, wall: (one) => walls.get(place(one)) ?? null };
};
