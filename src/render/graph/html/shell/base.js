"use strict";
// The graph as the page was given it, elements, and what each thing is called in an address.

const graph = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);
const frame = byId("graph");

// Text is inserted as text, never as markup.
const make = (name, text, className) => {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  return created;
};
const makeButton = (text, act, className) => {
  const button = make("button", text, className);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
};
const makeShape = (name, attributes) => {
  const created = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => value && created.setAttribute(key, value));
  return created;
};
// The text of an SVG file. Names of notes may contain characters that XML does not allow, which the serializer keeps.
const svgFile = (root) => {
  const text = new XMLSerializer().serializeToString(root).replace(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, "\uFFFD");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
};
// `localeCompare` would make a collator for each pair.
const { compare: compareTexts } = new Intl.Collator(undefined, { numeric: true });
const grouped = (number) => number.toLocaleString("en");
const counted = (number, what) => `${grouped(number)} ${what}${number === 1 ? "" : "s"}`;
const countedOf = (number, all, what) => (number === all ? counted(all, what) : `${grouped(number)} of ${counted(all, what)}`);
const shownName = (text) => (text.trim() ? text : "(no name)");

const { nodes, edges } = graph;
nodes.forEach((node, at) => { Object.assign(node, { at, edges: [], group: node.group ?? [], tags: node.tags ?? [] }); });
edges.forEach((edge, at) => {
  edge.at = at;
  nodes[edge.s].edges.push(edge);
  if (edge.t !== edge.s) nodes[edge.t].edges.push(edge);
});

// What can be chosen, by its name in an address.
const chosenBy = new Map();
// Thousands of rows may have the same name, so that their numbers are counted and not tried.
const numbers = new Map();
const registerAs = (name, thing) => {
  // An address without a name chooses nothing.
  const wanted = name || shownName(name);
  let number = (numbers.get(wanted) ?? 0) + 1;
  const spelled = () => (number === 1 ? wanted : `${wanted} (${number})`);
  while (chosenBy.has(spelled())) number += 1;
  numbers.set(wanted, number);
  thing.key = spelled();
  chosenBy.set(thing.key, thing);
};

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
// Returns the candidate that is nearest to a place in a direction.
const nearest = (start, candidates, [x, y], placeOf) => {
  let best = null;
  for (const candidate of candidates) {
    const to = placeOf(candidate);
    const along = (to.x - start.x) * x + (to.y - start.y) * y;
    const across = Math.abs((to.x - start.x) * y) + Math.abs((to.y - start.y) * x);
    if (along < 1) continue;
    const cost = along + 2.5 * across;
    if (!best || cost < best.cost) best = { candidate, cost };
  }
  return best?.candidate ?? null;
};
