/* What every script of a map builds on: words, small parts, and the kinds of drawing, to which each script adds its own.
   Texts from data are set with textContent only; nothing is fetched from another host. */
"use strict";

const czujka = (() => {
  const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

  /* How each kind of layer is drawn: (map, options, data) -> Leaflet layer. A file in kinds/ adds some of them. */
  const kinds = {};

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function shape(name, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  const number = (value, digits = 0) =>
    new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);

  /* What is made anew keeps the focus where it was, so that a reader by keyboard does not lose it. */
  function refill(part, children) {
    const at = [...part.querySelectorAll("button")].indexOf(document.activeElement);
    part.replaceChildren(...children);
    if (at >= 0) part.querySelectorAll("button")[at]?.focus({ preventScroll: true });
  }

  function status(text) {
    const line = document.getElementById("map-status");
    if (line) { line.textContent = text; line.hidden = !text; }
  }

  /* What is drawn as the public sees it is asked for as the public, whoever is signed in. */
  async function load(url, { as_public = false } = {}) {
    const credentials = as_public ? "omit" : "same-origin";
    const key = `${credentials} ${url}`;
    if (!asked.has(key)) asked.set(key, body(url, credentials).finally(() => asked.delete(key)));
    return JSON.parse(await asked.get(key));
  }

  /* What is on its way: two drawings of the same things share one answer, each with objects of its own. */
  const asked = new Map();
  async function body(url, credentials) {
    const response = await fetch(url, { headers: { Accept: "application/geo+json" }, credentials });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.text();
  }

  return { words, kinds, element, shape, number, refill, status, load };
})();
