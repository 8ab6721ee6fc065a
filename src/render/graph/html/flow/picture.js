"use strict";
// The picture: which boxes and lines are chosen, belong to the choice or are filtered out, and which part is visible.

const facts = (...values) => values.filter(Boolean).join(", ");
// The owner is the second line in a box of an impact. The name begins with the text that is seen, whose lines are words of
// their own.
boxes.forEach((box) => box.querySelector("text.quiet")?.before(" "));
const ownerIn = (node) => boxes[node.at].querySelector("text.quiet")?.textContent;
const nameBox = (node) => facts(
  [shownName(node.label), ownerIn(node)].filter(Boolean).join(" "), contextOf(node), node.kind, node.status,
  `${countOf(flowsOf(node).received)} in`, `${countOf(flowsOf(node).sent)} out`,
);
const nameLine = (edge) => facts(wayOf(edge), ...edge.items.slice(0, 3).map((item) => (item.isMapping ? item.rule : titleOf(item))), edge.items.length > 3 && `${edge.items.length} in all`, edge.status);

// The elements that take the focus, with the node or edge that each stands for.
const stops = [];
const stopOf = new Map();
const addStop = (element, what, thing, name) => {
  const stop = { element, thing, ...what };
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "-1");
  element.setAttribute("aria-label", name);
  stops.push(stop);
  stopOf.set(element, stop);
};
boxes.forEach((box, at) => addStop(box, { node: nodes[at] }, thingOfNode(nodes[at]), nameBox(nodes[at])));
lines.forEach((line, at) => {
  addStop(line, { edge: edges[at] }, thingOfEdge(edges[at]), nameLine(edges[at]));
  // A wide stroke that is not painted, because thin lines are hard to hit.
  const path = line.querySelector("path");
  path.classList.add("line");
  line.prepend(makeShape("path", { class: "hit", d: path.getAttribute("d") }));
  labelOf.get(line.id)?.setAttribute("aria-hidden", "true");
});

const stopAt = (target) => {
  const group = target.closest?.("g.node, g.edge, g.label");
  if (!group) return null;
  return stopOf.get(group.classList.contains("label") ? byId(group.dataset.edge) : group) ?? null;
};

// The part of the picture that shows a choice.
const boxOf = (elements) => {
  const all = elements.map((element) => element.getBBox());
  const [left, upper] = [Math.min(...all.map((box) => box.x)), Math.min(...all.map((box) => box.y))];
  const [right, lower] = [Math.max(...all.map((box) => box.x + box.width)), Math.max(...all.map((box) => box.y + box.height))];
  return { x: left, y: upper, width: right - left, height: lower - upper };
};
const elementsOf = (thing) => {
  if (thing.type === "node") return [boxes[thing.node.at]];
  const chosen = thing.type === "edge" ? [thing.edge] : thing.item.edges;
  return chosen.flatMap((edge) => [labelOf.get(`e${edge.at}`) ?? lines[edge.at]]);
};

// The view box of the picture is the camera, so that it stays sharp and needs no style attributes.
const whole = picture && (({ x, y, width, height }) => ({ x, y, width, height }))(picture.viewBox.baseVal);
const isInFront = ({ node }) => shown.nodes[node.at] && (!picture.classList.contains("traced") || boxes[node.at].classList.contains("near"));
const camera = picture && makeCamera({
  whole,
  legible: LEGIBLE,
  nearest: 4,
  show: (view) => {
    picture.setAttribute("viewBox", `${view.x} ${view.y} ${view.width / view.scale} ${view.height / view.scale}`);
    drawOverview(view, isInFront);
  },
});
// Where the page begins if it cannot show everything: the busiest system, or where the flow begins.
const firstBox = () => {
  const all = boxes.map((box) => box.getBBox());
  const cost = (at) => (graph.view === "landscape" ? -nodes[at].edges.length : all[at].x + all[at].y);
  return all[nodes.reduce((best, { at }) => (cost(at) < cost(best) ? at : best), 0)];
};

// Marks what is chosen, near or filtered out.
const markPicture = () => {
  const traced = state.thing && tracedFrom(state.thing);
  const chosen = new Set(state.thing ? elementsOf(state.thing).map((element) => (element.dataset.edge ? byId(element.dataset.edge) : element)) : []);
  picture.classList.toggle("traced", Boolean(traced));
  const own = new Set(state.thing?.type === "node" ? state.thing.node.edges : []);
  const mark = (element, isNear, isShown) => {
    element.classList.toggle("near", Boolean(isNear));
    element.classList.toggle("out", !isShown);
    element.classList.toggle("chosen", chosen.has(element));
    if (element.hasAttribute("role")) element.setAttribute("aria-pressed", String(chosen.has(element)));
  };
  boxes.forEach((box, at) => mark(box, traced?.nodes.has(nodes[at]), shown.nodes[at]));
  lines.forEach((line, at) => {
    const isNear = traced?.edges.has(edges[at]);
    mark(line, isNear, shown.edges[at]);
    line.classList.toggle("own", own.has(edges[at]));
    const label = labelOf.get(line.id);
    if (label) mark(label, isNear, shown.edges[at]);
  });
  // Tab leads to what is chosen, else to the first box; arrow keys lead on from there.
  const first = stops.find((stop) => chosen.has(stop.element)) ?? stops.find((stop) => isReachable(stop)) ?? stops[0];
  if (first) setStop(first);
};
const isReachable = (stop) => (stop.node ? shown.nodes[stop.node.at] : shown.edges[stop.edge.at]);

// Takes back what makes a picture readable from far.
const showAsNear = () => {
  picture.classList.remove("far", "without-labels");
  picture.querySelectorAll(".named").forEach((group) => group.classList.remove("named"));
};
const showAgain = () => { if (frame.clientWidth) camera.show(); };

// The picture as a file of its own: as it looks now, whole.
const savedPicture = () => {
  showAsNear();
  const copy = picture.cloneNode(true);
  const [originals, copies] = [picture, copy].map((root) => [...root.querySelectorAll("rect, path, text, tspan, g.node, g.edge, g.label")]);
  originals.forEach((original, number) => {
    const style = getComputedStyle(original);
    const target = copies[number];
    for (const name of ["fill", "stroke", "stroke-width", "opacity"]) {
      if (original.tagName !== "g" || name === "opacity") target.setAttribute(name, style.getPropertyValue(name));
    }
    for (const name of ["role", "tabindex", "aria-label", "aria-pressed", "aria-hidden"]) target.removeAttribute(name);
  });
  copy.querySelectorAll(".hit").forEach((hit) => hit.remove());
  showAgain();
  copy.prepend(makeShape("rect", { ...whole, fill: getComputedStyle(frame).backgroundColor }));
  for (const [name, value] of Object.entries({ viewBox: `${whole.x} ${whole.y} ${whole.width} ${whole.height}`, width: whole.width, height: whole.height, role: "img" })) copy.setAttribute(name, value);
  return svgFile(copy);
};

const paper = {
  fontSize: 13,
  begin: () => {
    showAsNear();
    picture.setAttribute("viewBox", `${whole.x} ${whole.y} ${whole.width} ${whole.height}`);
  },
  end: showAgain,
};
