/* What is typed as a place is looked for among the city's own streets, addresses and parts; a choice is put on the map. */
"use strict";

const placeSearch = (() => {
  const input = document.getElementById("place_words");
  const list = document.getElementById("known-places");
  const known = new Map();
  let waiting = null;
  let asked = "";

  async function ask() {
    const typed = input.value.trim();
    if (typed.length < 2 || typed === asked) return;
    asked = typed;
    const answer = await fetch(`${input.dataset.search}?q=${encodeURIComponent(typed)}`, { credentials: "omit" });
    if (!answer.ok || asked !== typed) return;
    const { places } = await answer.json();
    list.replaceChildren(...places.map((place) => {
      known.set(place.name, place);
      const option = document.createElement("option");
      option.value = place.name;
      return option;
    }));
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), 250); // without an answer the words themselves are sent
  });
  return (map) => input.addEventListener("input", () => {
    const place = known.get(input.value);
    if (place) map.setView([place.lat, place.lon], Math.max(map.getZoom(), 17), { animate: false });
  });
})();
