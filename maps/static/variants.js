/* Variants of what a planner thinks of: kept in this browser, undone and done again, linked and taken away. */
"use strict";

const variants = (options, changed) => {
  const byLink = location.hash.includes("variant=");
  const KEY = `czujka-variants-${options.city}`;
  let state = read();
  let past = [];
  let future = [];

  const variant = () => state.variants[state.variant];
  const idea = () => variant().ideas[state.chosen];

  function fresh() { return { variant: 0, chosen: -1, variants: [{ name: "A", ideas: [] }] }; }

  /* What is linked stands beside what was kept, as a variant of its own. */
  function read() {
    const kept = stored();
    const ideas = linked();
    if (!ideas) return kept;
    const told = JSON.stringify(ideas);
    const all = kept.variants.filter((each) => each.ideas.length);
    if (!all.some((each) => JSON.stringify(each.ideas) === told)) all.push({ name: unused(all), ideas });
    return { variant: all.findIndex((each) => JSON.stringify(each.ideas) === told), chosen: ideas.length - 1, variants: all };
  }

  function stored() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (!kept?.variants?.length) return fresh();
      return { ...kept, variants: kept.variants.map((each) => ({ ...each, ideas: each.ideas.map(current) })) };
    } catch { return fresh(); }
  }

  function linked() {
    try {
      const link = new URLSearchParams(location.hash.slice(1)).get("variant");
      if (!link) return null;
      history.replaceState(null, "", location.pathname + location.search);
      const ideas = JSON.parse(atob(link.replaceAll("-", "+").replaceAll("_", "/"))).map(current);
      return ideas.length ? ideas : null;
    } catch { return null; }
  }

  /* What was kept before a camera could stand on a pole told its facade only. */
  function current({ facade, ...one }) {
    return facade === undefined ? one : { mount: facade ? "wall" : "pole", ...one };
  }

  function keep() { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* a browser that keeps nothing */ } }
  function settle() { keep(); changed(); }

  function change(act) {
    past.push(JSON.stringify(state));
    past = past.slice(-100);
    future = [];
    act(state);
    settle();
  }

  function step(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify(state));
    state = JSON.parse(from.pop());
    settle();
  }

  function unused(among) {
    const taken = new Set(among.map((each) => each.name));
    let n = 0;
    const name = () => String.fromCharCode(65 + n % 26) + (n < 26 ? "" : Math.floor(n / 26));
    while (taken.has(name())) n += 1;
    return name();
  }

  function another() {
    change(() => {
      state.variants.push({ name: unused(state.variants), ideas: [...variant().ideas] });
      state.variant = state.variants.length - 1;
    });
  }

  function drop() {
    change(() => {
      state.variants.splice(state.variant, 1);
      if (!state.variants.length) state.variants = fresh().variants;
      state.variant = Math.max(state.variant - 1, 0);
      state.chosen = variant().ideas.length - 1;
    });
  }

  /* Candidates as a file that `czujka import cameras` takes; a reference never meets that of an earlier file. */
  function download() {
    const made = Date.now().toString(36);
    const features = variant().ideas.map((one, index) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [one.lon, one.lat] },
      properties: { ref: `${variant().name}${index + 1}-${made}`, name: `${variant().name}${index + 1}`, status: "candidate",
        camera_type: one.camera_type, kind: one.kind, mount: one.mount, height_m: one.height_m, bearing_deg: one.bearing_deg,
        tilt_deg: one.tilt_deg, hfov_deg: one.hfov_deg },
    }));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ type: "FeatureCollection", features })], { type: "application/geo+json" }));
    link.download = `czujka-${variant().name}.geojson`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* Return whether the link could be copied; it stands in the address bar anyway. */
  async function share() {
    const text = btoa(JSON.stringify(variant().ideas)).replaceAll("+", "-").replaceAll("/", "_");
    const link = `${location.origin}${location.pathname}${location.search}#variant=${text}`;
    history.replaceState(null, "", link);
    try { await navigator.clipboard.writeText(link); return true; } catch { return false; }
  }

  keep();
  return {
    variant, idea, change, settle, another, drop, download, share,
    all: () => state.variants,
    chosen: () => state.chosen,
    name: (index) => `${variant().name}${index + 1}`,
    choose: (index) => { state.chosen = index; settle(); },
    show: (each) => { state.variant = state.variants.indexOf(each); state.chosen = each.ideas.length - 1; settle(); },
    add: (one) => change(() => { variant().ideas.push(one); state.chosen = variant().ideas.length - 1; }),
    replace: (one) => change(() => { variant().ideas[state.chosen] = one; }),
    remove: () => change(() => { variant().ideas.splice(state.chosen, 1); state.chosen = variant().ideas.length - 1; }),
    undo: () => step(past, future),
    redo: () => step(future, past),
    linked: byLink,
    undoable: () => past.length > 0,
    redoable: () => future.length > 0,
  };
};
