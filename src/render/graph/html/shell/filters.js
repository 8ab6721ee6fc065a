"use strict";
// Filters: which values there are, how many integrations or boxes have each, and what is shown.

const NONE = "none";
const folderOf = (path) => (path ? [path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "/"] : []);
const known = (value) => (value === undefined ? [] : [value]);

// Filters of integrations and filters of boxes. A line is shown if one of its integrations passes the former and one of
// its ends the latter.
const FACETS = [
  { key: "status", name: "Status", ofItem: (item) => [item.status ?? NONE], none: "no status" },
  { key: "owner", name: "Owner", ofItem: (item) => [item.owner ?? NONE], none: "no owner" },
  { key: "type", name: "Type", ofItem: (item) => (item.kind ?? "").split(/[;,]/).map((kind) => kind.trim()).filter(Boolean) },
  { key: "group", name: WORDS.group, ofNode: (node) => node.group.slice(0, 1) },
  { key: "classification", name: "Classification", ofItem: (item) => known(item.classification) },
  { key: "review", name: "Review", ofItem: (item) => (item.next_review ? [isOverdue(item) ? "overdue" : "not overdue"] : []) },
  { key: "tag", name: "Tag", ofNode: (node) => node.tags },
  { key: "folder", name: "Folder", ofItem: (item) => folderOf(item.path) },
];
const valuesOf = (facet, thing) => (facet.ofItem ?? facet.ofNode)(thing);
const shownValue = (facet, value) => (value === NONE && facet.none ? facet.none : value);

const passes = (thing, isOfItems, except) => FACETS.every((facet) => {
  const wanted = state.filters.get(facet.key);
  if (!wanted || facet === except || Boolean(facet.ofItem) !== isOfItems) return true;
  return valuesOf(facet, thing).some((value) => wanted.has(value));
});
const isActive = (isOfItems, except) => FACETS.some((facet) => facet !== except && Boolean(facet.ofItem) === isOfItems && state.filters.has(facet.key));

// Returns what passes all filters, except one if its values are to be counted.
const filtered = (except) => {
  const ofNodes = nodes.map((node) => passes(node, false, except));
  const hasNodeFilter = isActive(false, except);
  const ofItems = items.map((item) => passes(item, true, except)
    && (!hasNodeFilter || item.edges.some((edge) => ofNodes[edge.s] || ofNodes[edge.t]) || (item.node && ofNodes[item.node.at])));
  const ofEdges = edges.map((edge) => (ofNodes[edge.s] || ofNodes[edge.t]) && edge.items.some((item) => ofItems[item.at]));
  const hasLine = nodes.map(() => false);
  edges.forEach((edge, at) => { if (ofEdges[at]) { hasLine[edge.s] = true; hasLine[edge.t] = true; } });
  const hasItemFilter = isActive(true, except);
  const shownNodes = nodes.map((node) => hasLine[node.at] || (!hasItemFilter && ofNodes[node.at]));
  return { nodes: shownNodes, own: nodes.map((node) => ofNodes[node.at] && shownNodes[node.at]), edges: ofEdges, items: ofItems };
};
let shown = filtered();

// Statuses in the order of the life cycle, everything else by frequency.
const orderOf = new Map(graph.statuses.map((status, at) => [status.name, at]));
const facetsWithValues = FACETS.map((facet) => {
  const counts = new Map();
  (facet.ofItem ? items : nodes).forEach((thing) => valuesOf(facet, thing).forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1)));
  const values = [...counts].sort(([one, many], [other, few]) => (
    facet.key === "status" ? (orderOf.get(one) ?? 99) - (orderOf.get(other) ?? 99)
      // The hops of an impact, after what stops.
      : facet.key === "group" && graph.view === "impact" ? Number(other === "Stops") - Number(one === "Stops") || one.localeCompare(other, undefined, { numeric: true })
        : few - many || one.localeCompare(other, undefined, { numeric: true })));
  return { facet, values: values.map(([value]) => value) };
}).filter(({ values }) => values.length > 1);

const countsOf = (facet) => {
  const { items: ofItems, own } = state.filters.size ? filtered(facet) : shown;
  const counts = new Map();
  const things = facet.ofItem ? items.filter((item) => ofItems[item.at]) : nodes.filter((node) => own[node.at]);
  things.forEach((thing) => valuesOf(facet, thing).forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1)));
  return counts;
};

const swatch = (style) => {
  const sample = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "line");
  const put = (target, pairs) => Object.entries(pairs).forEach(([key, value]) => value && target.setAttribute(key, value));
  put(sample, { width: 28, height: 10, "aria-hidden": "true" });
  put(line, { x1: "0", y1: 5, x2: 28, y2: 5, stroke: style?.color ?? "#9aa5b1", "stroke-width": style ? style.width : 1.6, "stroke-dasharray": style?.dashes });
  sample.append(line);
  return sample;
};

// Chips in the panel of filters, and the statuses below the picture.
const chips = [];
const makeChip = (facet, value, sample) => {
  const chip = makeButton(undefined, () => toggleFilter(facet.key, value), "chip");
  if (sample) chip.append(sample);
  const count = make("span", "", "count");
  chip.append(make("span", shownName(shownValue(facet, value)), "value"), count);
  chips.push({ chip, count, facet, value });
  return chip;
};
const FEW = 12;
facetsWithValues.forEach(({ facet, values }) => {
  const group = make("fieldset");
  group.append(make("legend", facet.name));
  const made = values.map((value) => makeChip(facet, value));
  group.append(...made);
  if (made.length > FEW + 2) {
    made.slice(FEW).forEach((chip) => { chip.hidden = true; });
    const more = makeButton(`${made.length - FEW} more`, () => {
      made.forEach((chip) => { chip.hidden = false; });
      made[FEW].focus();
      more.remove();
    }, "chip more");
    group.append(more);
  }
  byId("facets").append(group);
});
const statusFacet = FACETS[0];
const usedStatuses = [...graph.statuses.map((status) => status.name), ...new Set(items.map((item) => item.status ?? NONE))];
const inLegend = [...new Set(usedStatuses)].filter((value) => items.some((item) => (item.status ?? NONE) === value)).filter((value, _, all) => value !== NONE || all.length > 1);
inLegend.forEach((value) => byId("legend").append(makeChip(statusFacet, value, swatch(graph.statuses.find((status) => status.name === value)))));
graph.classes.forEach(([name, color]) => {
  const entry = make("span", undefined, "class");
  entry.append(swatch({ color, width: 10 }), make("span", name));
  byId("legend").append(entry);
});
byId("legend").hidden = !byId("legend").children.length;
byId("show-filters").hidden = !facetsWithValues.length;

const showFilters = (is) => {
  byId("filters").hidden = !is;
  byId("show-filters").setAttribute("aria-expanded", String(is));
};
byId("show-filters").addEventListener("click", () => showFilters(byId("filters").hidden));
byId("hide-filters").addEventListener("click", () => { showFilters(false); byId("show-filters").focus(); });
document.querySelectorAll(".clear").forEach((button) => button.addEventListener("click", () => change({ filters: new Map() })));

onChange(() => {
  shown = filtered();
  const counts = new Map([...new Set(chips.map((chip) => chip.facet))].map((facet) => [facet, countsOf(facet)]));
  chips.forEach(({ chip, count, facet, value }) => {
    const number = counts.get(facet).get(value) ?? 0;
    const isOn = state.filters.get(facet.key)?.has(value) ?? false;
    count.textContent = number.toLocaleString("en");
    chip.setAttribute("aria-pressed", String(isOn));
    chip.classList.toggle("empty", number === 0 && !isOn);
    if (isOn) chip.hidden = false;
  });
  const active = [...state.filters.values()].reduce((sum, values) => sum + values.size, 0);
  byId("active").textContent = active || "";
  document.querySelectorAll(".clear").forEach((button) => { button.hidden = !active; });
  const systems = nodes.filter((node) => node.kind !== "integration");
  const of = (number, all, what) => (number === all ? counted(all, what) : `${number.toLocaleString("en")} of ${counted(all, what)}`);
  byId("counts").textContent = [
    of(systems.filter((node) => shown.nodes[node.at]).length, systems.length, WORDS.node),
    of(shown.items.filter(Boolean).length, items.length, WORDS.item),
  ].join(", ");
});
