/* Variants side by side: one column each; its heading puts it on the map. */
"use strict";

const compare = (book, answer, words, told, reveal) => {
  const part = (name) => document.getElementById(`hand-${name}`);

  function cell(kind, text, number) {
    const node = document.createElement(kind);
    node.textContent = text;
    if (number) node.className = "n";
    if (kind === "th") node.scope = number ? "col" : "row";
    return node;
  }

  function heading(each) {
    const node = cell("th", "", true);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button chip";
    button.textContent = each.name;
    button.setAttribute("aria-pressed", String(each === book.variant()));
    button.addEventListener("click", () => { book.show(each); reveal(); part("heads").querySelector("[aria-pressed=true]")?.focus(); });
    node.append(button);
    return node;
  }

  const gained = (said, ref, name) => said.together.areas.find((area) => area.area === ref)?.[name] ?? 0;

  function rows(full) {
    const answers = full.map((each) => answer(each.ideas));
    const areas = new Map(answers.flatMap((said) => said?.together.areas ?? []).map((area) => [area.area, area.area_name]));
    const known = (say) => answers.map((said) => (said ? say(said) : "…"));
    return [
      [words.cameras_in_all, full.map((each) => told.number(each.ideas.length))],
      [words.gain_ground, known((said) => `${told.signed(said.together.gain_m2)} m²`)],
      [words.gain_streets, known((said) => `${told.signed(said.together.gain_street_m)} m`)],
      ...[...areas].map(([ref, name]) => [name, known((said) => `${told.signed(gained(said, ref, "gain_m2"))} m², ${told.signed(gained(said, ref, "gain_street_m"))} m`), true]),
      [words.overlap, known((said) => `${told.number(said.together.overlap_m2)} m²`)],
      [words.private_ground, known((said) => `${told.number(said.together.private_m2, 1)} m²`)],
      [words.homes, known((said) => told.number(said.together.homes))],
      [words.cost, full.map(() => words.unknown)],
    ];
  }

  return () => {
    const full = book.all().filter((each) => each.ideas.length);
    part("compare").hidden = full.length === 0;
    part("drop").hidden = full.length < 2;
    czujka.refill(part("heads"), [cell("td", ""), ...full.map(heading)]);
    part("rows").replaceChildren(...rows(full).map(([title, values, within]) => {
      const row = document.createElement("tr");
      const head = cell("th", title);
      if (within) head.className = "within";
      row.append(head, ...values.map((value) => cell("td", value, true)));
      return row;
    }));
  };
};
