"use strict";
// Filters: a note passes if it has one of the values of each, a link if both its ends do. The legend shows the classes of
// the coloring, which filter too, and switches between colorings.

const folderOf = (node) => (node.path === undefined ? [] : [node.path.includes("/") ? node.path.split("/")[0] : "/"]);
const tagsOf = (node) => (node.kind === "tag" ? [node.label.replace(/^#/, "")] : node.tags);
const listed = (value) => (value === undefined ? [] : [value]);
const FACETS = [
  { key: "folder", name: "Folder", ofNode: folderOf },
  { key: "tag", name: "Tag", ofNode: tagsOf },
  { key: "community", name: "Community", ofNode: (node) => listed(communityOf(node)) },
  { key: "kind", name: "Kind", ofNode: (node) => [node.kind] },
];
const compareValues = {};
const thingsOf = () => nodes;

const filtered = (except) => {
  const wanted = FACETS.filter((facet) => facet !== except && state.filters.has(facet.key));
  const ofNodes = nodes.map((node) => wanted.every((facet) => facet.ofNode(node).some((value) => state.filters.get(facet.key).has(value))));
  return { nodes: ofNodes, edges: edges.map((edge) => ofNodes[edge.s] && ofNodes[edge.t]) };
};
let shown = filtered();
onChange(() => { shown = filtered(); });
const shownThingsOf = (facet) => {
  const { nodes: ofNodes } = state.filters.size ? filtered(facet) : shown;
  return nodes.filter((node) => ofNodes[node.at]);
};
const countsInWords = () => [
  countedOf(shown.nodes.filter(Boolean).length, nodes.length, WORDS.node),
  countedOf(shown.edges.filter(Boolean).length, edges.length, WORDS.item),
].join(", ");

const swatch = (color) => {
  const sample = makeShape("svg", { width: 12, height: 12, "aria-hidden": "true" });
  sample.append(makeShape("circle", { cx: 6, cy: 6, r: 5, fill: color }));
  return sample;
};
// Rings need no explanation where kinds have colors.
const ringEntries = (coloring) => {
  if (coloring.name === "kind" || !nodes.some(isHollow)) return [];
  const sample = makeShape("svg", { width: 12, height: 12, "aria-hidden": "true" });
  sample.append(makeShape("circle", { cx: 6, cy: 6, r: 4, fill: "none", stroke: "currentColor", "stroke-width": 2 }));
  return [{ text: "no such note", sample }];
};
const COLORED_BY = { kind: "Kind", folder: "Folder", tag: "Tag", community: "Community", class: "As exported" };
const legendEntries = () => {
  const current = currentColoring();
  const buttons = colorings.length < 2 ? [] : colorings.map((coloring) => {
    const button = makeButton(COLORED_BY[coloring.name], () => change({ color: coloring.name }), "coloring");
    button.setAttribute("aria-pressed", String(coloring === current));
    button.title = `Color by ${coloring.name}`;
    return { button };
  });
  const facet = FACETS.find((it) => it.key === current.name);
  const values = new Set(facet && nodes.flatMap((node) => facet.ofNode(node)));
  return [...buttons, ...current.classes.map(([name, color]) => {
    const value = current.name === "tag" ? name.replace(/^#/, "") : name;
    return values.has(value) ? { facet, value, sample: swatch(color) } : { text: name, sample: swatch(color) };
  }), ...ringEntries(current)];
};
