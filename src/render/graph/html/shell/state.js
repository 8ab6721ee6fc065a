"use strict";
// What the reader has chosen. It is in the address too, so that a link leads to it and the browser's buttons work.

const state = {
  /** What is chosen: one of the things that `registerAs` has named. */
  thing: null,
  /** The name in the address, if nothing is called that. */
  unknown: null,
  /** The values of each filter. */
  filters: new Map(),
  isTable: false,
  /** The name of the coloring of the dots, or `null` for the one that the page begins with. */
  color: null,
};
const observers = [];
const onChange = (observer) => observers.push(observer);

const addressOf = ({ thing, filters, isTable, color }) => {
  const facts = new URLSearchParams();
  filters.forEach((values, filter) => values.forEach((value) => facts.append(filter, value)));
  if (color) facts.append("color", color);
  if (isTable) facts.append("as", "table");
  const query = facts.toString();
  return `#${thing ? encodeURIComponent(thing.key) : ""}${query ? `?${query}` : ""}`;
};

const readAddress = (address) => {
  const [name, query = ""] = address.replace(/^#/, "").split(/\?(.*)/s);
  const facts = new URLSearchParams(query);
  let key = name;
  // A percent sign that stands for itself.
  try { key = decodeURIComponent(name); } catch { /* It is no code. */ }
  const thing = chosenBy.get(key) ?? null;
  const read = { thing, unknown: thing ? null : key || null, filters: new Map(), isTable: facts.get("as") === "table", color: facts.get("color") };
  facts.forEach((value, filter) => {
    if (!FACETS.some((facet) => facet.key === filter)) return;
    if (!read.filters.has(filter)) read.filters.set(filter, new Set());
    read.filters.get(filter).add(value);
  });
  return read;
};

// Tells the observers of a change; `isOther` says whether something else is chosen than before.
let announced = null;
const announce = (how) => {
  const isOther = state.thing !== announced;
  announced = state.thing;
  observers.forEach((observer) => observer({ ...how, isOther }));
};

// Changes the state. `how.zoom` asks the picture to show what is chosen, wherever it is.
const change = (changes, how = {}) => {
  Object.assign(state, { unknown: null }, changes);
  const address = addressOf(state);
  const current = location.hash || "#";
  if (address !== current) history.pushState(null, "", address);
  announce(how);
};
const choose = (thing, how) => change({ thing }, how);
const toggleFilter = (filter, value) => {
  const filters = new Map([...state.filters].map(([key, values]) => [key, new Set(values)]));
  const values = filters.get(filter) ?? new Set();
  if (!values.delete(value)) values.add(value);
  if (values.size) filters.set(filter, values); else filters.delete(filter);
  change({ filters });
};
const openAddress = () => {
  Object.assign(state, readAddress(location.hash));
  announce({ zoom: true });
};
addEventListener("popstate", openAddress);
addEventListener("hashchange", () => { if (addressOf(state) !== (location.hash || "#")) openAddress(); });
