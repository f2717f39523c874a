/* The list of cameras: searched, put in an order and turned over without loading the whole page. */
"use strict";

const cameraList = (map, options) => {
  const { element, number } = czujka;
  const { words } = options;
  const form = document.getElementById("camera-search");
  const told = document.getElementById("camera-told");
  const body = document.getElementById("camera-rows");
  const pager = document.getElementById("camera-pager");
  const headings = [...document.querySelectorAll("#cameras a[data-sort]")];
  const fill = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
  let turn = 0;

  const guess = (p, name) => ((p.assumed ?? []).includes(name) ? "*" : "");
  const value = (p, name, unit, digits = 0) => (typeof p[name] === "number" ? `${number(p[name], digits)}${unit}${guess(p, name)}` : "–");

  function row({ properties: p, geometry }) {
    const cell = (text, name) => { const td = element("td", name ? { class: name } : {}); td.textContent = text; return td; };
    const at = geometry.coordinates.map((part) => part.toFixed(6)).join(",");
    return element("tr", { "data-layer": "cameras", "data-fid": p.camera, "data-at": at, tabindex: 0 },
      cell(p.name), cell(value(p, "area_m2", ""), "n"), cell((options.kinds[p.kind] ?? "–") + guess(p, "kind")), cell(p.operator ?? "–"),
      cell(p.camera_type === "fixed" ? value(p, "bearing_deg", "°") : words.all_round, "n"), cell(value(p, "height_m", "\u00a0m", 1), "n"));
  }

  const wanted = (address) => Object.fromEntries(new URL(address, location.href).searchParams);

  /* The address of the page that shows what is wanted, as the server writes it. */
  function address(want) {
    const kept = Object.entries(want).filter(([, held]) => held !== "");
    return `?${new URLSearchParams(kept)}#cameras`;
  }

  /* A second click on a heading turns the order round; what is seen begins with the most. */
  function by(want, name) {
    const [first, second] = name === "area_m2" ? [`-${name}`, name] : [name, `-${name}`];
    return { ...want, sort: want.sort === first ? second : first, page: 1 };
  }

  function show(want, { features, numberMatched: n }) {
    const page = Number(want.page), pages = Math.max(1, Math.ceil(n / options.rows));
    const first = (page - 1) * options.rows + 1;
    told.textContent = n ? fill(words.shown, { first: number(first), last: number(first + features.length - 1), n: number(n) }) : words.none;
    body.replaceChildren(...features.map(row));
    body.closest(".scroll").scrollTop = 0;
    const [before, label, after] = pager.children;
    label.textContent = fill(words.of_page, { page: number(page), pages: number(pages) });
    for (const [link, there, number_] of [[before, page > 1, page - 1], [after, page < pages, page + 1]]) {
      if (!there && link === document.activeElement) told.focus({ preventScroll: true });
      link.href = address({ ...want, page: number_ });
      link.hidden = !there;
    }
    for (const heading of headings) {
      const name = heading.dataset.sort, th = heading.parentNode;
      heading.href = address(by(want, name));
      if (want.sort.replace("-", "") === name) th.setAttribute("aria-sort", want.sort.startsWith("-") ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
    form.elements.sort.value = want.sort;
    history.replaceState(null, "", address(want));
  }

  async function fetched(want) {
    const mine = (turn += 1);
    const query = new URLSearchParams({ ...options.query, sortby: want.sort, limit: options.rows, offset: (want.page - 1) * options.rows });
    if (want.q?.trim()) query.set("q", want.q);
    if (want.kind) query.set("kind", want.kind);
    try {
      const data = await czujka.load(`/collections/camera-views/items?${query}`);
      if (mine === turn) show(want, data);
    } catch { told.textContent = words.failed; }
  }

  document.getElementById("cameras").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sort], #camera-pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fetched(wanted(link.href));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fetched({ ...options.address, ...Object.fromEntries(new FormData(form)), page: 1 });
  });
};
