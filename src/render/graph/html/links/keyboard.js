"use strict";
// What a click and a key do in the picture.

const nodeAt = (event) => {
  const { left, top } = frame.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  let best = null;
  nodes.forEach((node) => {
    if (!shown.nodes[node.at]) return;
    const place = toScreen(node, lastView);
    const distance = Math.hypot(place.x - x, place.y - y) - radiusOn(node, lastView);
    if (distance < 6 && (!best || distance < best.distance)) best = { node, distance };
  });
  return best?.node ?? null;
};
const elementOfChoice = () => frame;

const reveal = (isNear) => {
  if (!state.thing || state.isTable) return;
  const { nodes: near } = nearOf(state.thing);
  const own = state.thing.type === "node" ? [state.thing.node] : endsOf(state.thing.edge);
  camera.reveal(boxAround(own, 6), isNear, boxAround([...near].map((at) => nodes[at]), 40));
};
const chooseByKey = (node) => {
  choose(thingOfNode(node));
  byId("said").textContent = nameOf(node);
};

if (camera) {
  frame.addEventListener("click", (event) => {
    if (camera.wasDragged()) return;
    const node = nodeAt(event);
    choose(node && thingOfNode(node));
  });
  const hover = (node) => {
    if (node === hovered) return;
    hovered = node;
    frame.classList.toggle("over", Boolean(node));
    repaint();
  };
  frame.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" && !event.buttons) hover(nodeAt(event)); });
  frame.addEventListener("pointerleave", () => hover(null));
  frame.addEventListener("keydown", (event) => {
    const direction = DIRECTIONS[event.key];
    const start = state.thing?.type === "node" ? state.thing.node : null;
    if (direction && (!start || event.shiftKey)) {
      camera.pan(-80 * direction[0], -80 * direction[1], true);
    } else if (direction) {
      const reachable = (found) => found.filter((node) => node !== start && shown.nodes[node.at]);
      const linked = reachable(start.edges.map((edge) => otherEnd(edge, start)));
      const next = [linked, reachable(nodes)].map((found) => nearest(start, found, direction, (node) => node)).find(Boolean);
      if (next) chooseByKey(next);
    } else if ((event.key === "Enter" && !start) || event.key === "Home") {
      const first = byDegree.find((node) => shown.nodes[node.at]);
      if (first) chooseByKey(first);
    } else {
      return;
    }
    event.preventDefault();
  });
  onChange(({ zoom, isOther }) => {
    repaint();
    // The panel takes its room first.
    if (zoom || isOther) requestAnimationFrame(() => reveal(zoom));
  });
  new ResizeObserver(() => { if (!camera.isMoved()) reveal(false); }).observe(frame);
  camera.begin(boxAround(byDegree.slice(0, 1), 40));
}
