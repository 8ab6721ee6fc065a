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

const passes = (thing, isOfItems, except) => FACETS.every((facet) => {
  const wanted = state.filters.get(facet.key);
  if (!wanted || facet === except || Boolean(facet.ofItem) !== isOfItems) return true;
  return (facet.ofItem ?? facet.ofNode)(thing).some((value) => wanted.has(value));
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
onChange(() => { shown = filtered(); });

// Statuses in the order of the life cycle, and the hops of an impact, after what stops.
const orderOf = new Map(graph.statuses.map((status, at) => [status.name, at]));
const compareValues = {
  status: (one, other) => (orderOf.get(one) ?? 99) - (orderOf.get(other) ?? 99),
  group: graph.view === "impact" ? (one, other) => Number(other === "Stops") - Number(one === "Stops") || compareTexts(one, other) : undefined,
};
const thingsOf = (facet) => (facet.ofItem ? items : nodes);
const shownThingsOf = (facet) => {
  const { items: ofItems, own } = state.filters.size ? filtered(facet) : shown;
  return facet.ofItem ? items.filter((item) => ofItems[item.at]) : nodes.filter((node) => own[node.at]);
};
const countsInWords = () => {
  const ofItems = countedOf(shown.items.filter(Boolean).length, items.length, WORDS.item);
  // A lineage also has entities and values, so the number of its boxes is not that of fields.
  if (graph.view === "lineage") return ofItems;
  const systems = nodes.filter((node) => node.kind !== "integration");
  return [
    countedOf(systems.filter((node) => shown.nodes[node.at]).length, systems.length, WORDS.node),
    ofItems,
  ].join(", ");
};

// The legend: a filter for each status, with its line, the classes of boxes, and what only an impact draws.
const swatch = (style) => {
  const sample = makeShape("svg", { width: 28, height: 10, "aria-hidden": "true" });
  sample.append(makeShape("line", {
    x1: "0", y1: 5, x2: 28, y2: 5, stroke: style?.color ?? "#9aa5b1", "stroke-width": style ? style.width : 1.6, "stroke-dasharray": style?.dashes,
  }));
  return sample;
};
// A small box that looks like one of the picture.
const boxSwatch = (box) => {
  const sample = makeShape("svg", { width: 28, height: 12, "aria-hidden": "true" });
  const [stroke, dashes] = ["stroke", "stroke-dasharray"].map((name) => box.getAttribute(name));
  const fill = box.classList.contains("stops") ? box.getAttribute("fill") : "none";
  const rounding = Number(box.getAttribute("rx")) > 8 ? 5 : 2;
  sample.append(makeShape("rect", { x: 1, y: 1, width: 26, height: 10, rx: rounding, fill, stroke, "stroke-dasharray": dashes }));
  return sample;
};
// What the shapes of a view stand for, as in the legend of the SVG.
const SHAPES = {
  impact: [
    { selector: "g.node > rect.stops", text: "stops", sampleOf: boxSwatch },
    { selector: "g.node > rect[stroke-dasharray]", text: "possibly hit", sampleOf: boxSwatch },
    { selector: "g.edge.further > path", text: "further integrations between those that are hit", sampleOf: () => swatch({ color: "#9aa5b1", width: 0.9 }) },
  ],
  landscape: [
    { selector: "g.node[data-kind=integration] > rect", text: "integration with several or unknown systems on a side", sampleOf: boxSwatch },
    { selector: "g.node[data-kind=system] > rect[stroke-dasharray]", text: "system without a note", sampleOf: boxSwatch },
  ],
};
const shapeEntries = () => {
  if (!picture) return [];
  return (SHAPES[graph.view] ?? []).flatMap(({ selector, text, sampleOf }) => {
    const drawn = picture.querySelector(selector);
    return drawn ? [{ text, sample: sampleOf(drawn) }] : [];
  });
};
const legendEntries = () => {
  const used = [...graph.statuses.map((status) => status.name), ...items.map((item) => item.status ?? NONE)];
  const values = [...new Set(used)].filter((value) => items.some((item) => (item.status ?? NONE) === value)).filter((value, _, all) => value !== NONE || all.length > 1);
  return [
    ...values.map((value) => ({ facet: FACETS[0], value, sample: swatch(graph.statuses.find((status) => status.name === value)) })),
    ...graph.classes.map(([name, color]) => ({ text: name, sample: swatch({ color, width: 10 }) })),
    ...shapeEntries(),
  ];
};
