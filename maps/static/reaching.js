/* What a camera that is thought of reaches beyond the cover of areas: plates, warmth, zoom; as shapes and as facts. */
"use strict";

const reaching = (options, words, number) => {
  const kind = (one) => options.kinds[one.kind] ?? {};
  const names = new Map(options.levels);
  const fill = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);

  /* A camera of a kind that counts in no area. */
  const alone = (one) => Boolean(kind(one).gate || kind(one).thermal);

  function shapes(beyond, strong) {
    const drawn = (row, style) => L.geoJSON(row.geometry, { renderer: L.svg({ pane: "gaps" }), pane: "gaps", interactive: false, style });
    return [
      ...beyond.gates.map((row) => drawn(row, { color: "#7A4B00", weight: strong ? 5 : 3, lineCap: "butt", dashArray: row.spans ? null : "4 3" })),
      ...beyond.thermal.filter((row) => row.geometry).map((row) => drawn(row, { color: "#9D174D", weight: 1.4, dashArray: "7 4", fillColor: "#9D174D", fillOpacity: strong ? 0.08 : 0.03 })),
    ];
  }

  function plates(beyond) {
    const [row] = beyond.gates;
    if (!row) return words.gate_none;
    const told = fill(words.gate_told, { near: number(row.near_m, 1), far: number(row.far_m, 1), width: number(row.width_m, 1) });
    return row.spans ? told : `${told} (${words.gate_narrow})`;
  }

  function zoomed(beyond) {
    return beyond.zoom.map((row) => [options.names[row.px_per_m], row.seen_m]).filter(([level]) => names.has(level))
      .map(([level, far]) => [fill(words.zoomed, { level: names.get(level) }), `${number(far)} m`]);
  }

  /* Pairs of a title and a value. */
  function facts(one, beyond) {
    return [
      ...(kind(one).gate ? [[words.gate, plates(beyond)]] : []),
      ...(beyond.thermal.length ? [[words.profile, options.profile_name]] : []),
      ...beyond.thermal.map((row) => [options.tasks[row.task], `${number(row.radius_m)} m, ${number(row.area_m2)} m²`]),
      ...(beyond.at_a_moment < 1 ? [[words.at_a_moment, fill(words.of_it, { share: number(100 * beyond.at_a_moment) })]] : []),
      ...zoomed(beyond),
      ...(beyond.ground_from_m === null ? [] : [[words.blind, `${number(beyond.ground_from_m, 1)} / ${number(beyond.head_from_m, 1)} m`]]),
    ];
  }

  return { alone, shapes, facts };
};
