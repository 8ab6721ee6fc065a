"use strict";
// The picture: which boxes and lines are chosen, belong to the choice or are filtered out, and how the keyboard reaches
// them.

const boxes = picture ? [...picture.querySelectorAll("g.node")] : [];
const lines = picture ? edges.map((edge) => byId(`e${edge.at}`)) : [];
const labelOf = new Map(picture ? [...picture.querySelectorAll("g.label")].map((label) => [label.dataset.edge, label]) : []);

const facts = (...values) => values.filter(Boolean).join(", ");
const nameBox = (node) => facts(
  shownName(node.label), contextOf(node), node.kind, node.status,
  `${node.edges.filter((edge) => edge.t === node.at || edge.both).length} in`, `${node.edges.filter((edge) => edge.s === node.at || edge.both).length} out`,
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
  const hit = document.createElementNS(SVG, "path");
  hit.setAttribute("class", "hit");
  hit.setAttribute("d", path.getAttribute("d"));
  line.prepend(hit);
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

let currentStop = null;
const setStop = (stop) => {
  currentStop?.element.setAttribute("tabindex", "-1");
  currentStop = stop;
  stop.element.setAttribute("tabindex", "0");
};

// Where a stop is: the middle of a box, or of a line.
const middles = new Map();
const middleOf = (stop) => {
  if (!middles.has(stop)) {
    const path = stop.edge && stop.element.querySelector("path.line");
    const box = path ? null : stop.element.getBBox();
    middles.set(stop, path ? path.getPointAtLength(path.getTotalLength() / 2) : { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  }
  return middles.get(stop);
};
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const nearest = (from, candidates, [x, y]) => {
  const start = middleOf(from);
  let best = null;
  for (const stop of candidates) {
    if (stop === from || !isReachable(stop)) continue;
    const to = middleOf(stop);
    const along = (to.x - start.x) * x + (to.y - start.y) * y;
    const across = Math.abs((to.x - start.x) * y) + Math.abs((to.y - start.y) * x);
    if (along < 1) continue;
    const cost = along + 2.5 * across;
    if (!best || cost < best.cost) best = { stop, cost };
  }
  return best?.stop ?? null;
};
// To the side, from a box to its lines and from a line to its ends; up and down, to the next of the same kind.
const neighbor = (stop, direction) => {
  const same = stops.filter((other) => Boolean(other.node) === Boolean(stop.node));
  if (direction[1] !== 0) return nearest(stop, same, direction);
  const own = stop.node
    ? stop.node.edges.map((edge) => stopOf.get(lines[edge.at]))
    : [stop.edge.s, stop.edge.t].map((end) => stopOf.get(boxes[end]));
  return nearest(stop, own, direction) ?? nearest(stop, same, direction);
};
const focusStop = (stop) => {
  setStop(stop);
  stop.element.focus({ preventScroll: true });
  camera.reveal(boxOf([stop.node ? stop.element : labelOf.get(stop.element.id) ?? stop.element]), false);
};

if (picture) {
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", `${graph.view} of ${graph.vault}`);
  frame.addEventListener("click", (event) => {
    if (camera.wasDragged()) return;
    const stop = stopAt(event.target);
    if (stop) setStop(stop);
    choose(stop?.thing ?? null);
  });
  // A label belongs to its line.
  const hover = (event, is) => {
    const label = event.target.closest?.("g.label");
    if (label) byId(label.dataset.edge).classList.toggle("over", is);
  };
  picture.addEventListener("pointerover", (event) => hover(event, true));
  picture.addEventListener("pointerout", (event) => hover(event, false));
  labelOf.forEach((label, id) => {
    const title = byId(id).querySelector("title");
    if (title) label.prepend(title.cloneNode(true));
  });
  frame.addEventListener("keydown", (event) => {
    const direction = DIRECTIONS[event.key];
    const stop = stopOf.get(event.target);
    if (direction && (!stop || event.shiftKey)) camera.pan(-80 * direction[0], -80 * direction[1], true);
    else if (direction) { const next = neighbor(stop, direction); if (next) focusStop(next); }
    else if (stop && (event.key === "Enter" || event.key === " ")) choose(stop.thing);
    else if (stop && (event.key === "Home" || event.key === "End")) focusStop(event.key === "Home" ? stops[0] : stops[boxes.length - 1]);
    else return;
    event.preventDefault();
  });
  const revealChosen = (isNear) => {
    if (!state.thing || state.isTable) return;
    const { nodes: ends, edges: traced } = tracedFrom(state.thing);
    const around = boxOf([...[...ends].map((node) => boxes[node.at]), ...[...traced].map((edge) => lines[edge.at])]);
    camera.reveal(boxOf(elementsOf(state.thing)), isNear, around);
  };
  onChange((how) => {
    markPicture();
    // The panel takes its room first.
    requestAnimationFrame(() => revealChosen(how.zoom));
  });
  // A window of another size may leave the picture too small to be read.
  addEventListener("resize", () => requestAnimationFrame(() => requestAnimationFrame(() => revealChosen(true))));
  new ResizeObserver(() => revealChosen(false)).observe(frame);
}

// The picture as a file of its own: as it looks now, whole.
const savedPicture = () => {
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
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ ...whole, fill: getComputedStyle(frame).backgroundColor })) ground.setAttribute(name, value);
  copy.prepend(ground);
  for (const [name, value] of Object.entries({ viewBox: `${whole.x} ${whole.y} ${whole.width} ${whole.height}`, width: whole.width, height: whole.height, role: "img" })) copy.setAttribute(name, value);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
};
