"use strict";
// What a click and a key do in the picture, and how the keyboard reaches boxes and lines.

let currentStop = null;
const elementOfChoice = () => currentStop?.element ?? byId("search");
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
// To the side, from a box to its lines and from a line to its ends; up and down, to the next of the same kind.
const neighbor = (stop, direction) => {
  const next = (candidates) => nearest(middleOf(stop), candidates.filter((other) => other !== stop && isReachable(other)), direction, middleOf);
  const same = stops.filter((other) => Boolean(other.node) === Boolean(stop.node));
  if (direction[1] !== 0) return next(same);
  const own = stop.node
    ? stop.node.edges.map((edge) => stopOf.get(lines[edge.at]))
    : [stop.edge.s, stop.edge.t].map((end) => stopOf.get(boxes[end]));
  return next(own) ?? next(same);
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
  onChange(({ zoom, isOther }) => {
    markPicture();
    if (frame.clientWidth) camera.show();
    // The panel takes its room first.
    if (zoom || isOther) requestAnimationFrame(() => revealChosen(zoom));
  });
  // A window of another size may leave the picture too small to be read.
  addEventListener("resize", () => requestAnimationFrame(() => requestAnimationFrame(() => revealChosen(true))));
  new ResizeObserver(() => { if (!camera.isMoved()) revealChosen(false); }).observe(frame);
  camera.begin(firstBox(), graph.view === "lineage" ? isCrowded : undefined);
}
