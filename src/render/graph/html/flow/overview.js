"use strict";
// The elements of the picture, and their names while it is too far away to be read: those of groups and boxes at a constant
// size, the busiest first. The name of a group whose corner is outside stays at the rim.

const picture = byId("picture");
const boxes = picture ? [...picture.querySelectorAll("g.node")] : [];
const lines = picture ? edges.map((edge) => byId(`e${edge.at}`)) : [];
const labelOf = new Map(picture ? [...picture.querySelectorAll("g.label")].map((label) => [label.dataset.edge, label]) : []);

// Names of 13 units are hard to read at a smaller scale, and labels of 10.5 cannot be read at all at the other.
const LEGIBLE = 0.78;
const WITHOUT_LABELS = 0.5;

const boxesInOrder = boxes.map((element, at) => {
  const { x, y, width, height } = element.querySelector("rect").getBBox();
  return { node: nodes[at], x, y, right: x + width, bottom: y + height, text: shortened(shownName(nodes[at].label)) };
}).sort((one, other) => other.node.edges.length - one.node.edges.length || one.node.at - other.node.at);
const groupsInOrder = [...(picture?.querySelectorAll("g.group") ?? [])].map((element) => {
  const { x, y, width, height } = element.querySelector("rect").getBBox();
  const path = element.dataset.name;
  return { element, path, x, y, right: x + width, bottom: y + height, text: element.querySelector("text").textContent, level: path.split(" › ").length };
});
const areNested = (one, other) => one === other || one.startsWith(`${other} › `) || other.startsWith(`${one} › `);

const onScreen = ({ x, y, right, bottom }, view) => ({
  left: (x - view.x) * view.scale, top: (y - view.y) * view.scale, right: (right - view.x) * view.scale, bottom: (bottom - view.y) * view.scale,
});
const isOnScreen = (box, view) => box.right > 0 && box.bottom > 0 && box.left < view.width && box.top < view.height;

const boxNamesIn = (view, isInFront) => boxesInOrder.filter(isInFront).map((box) => {
  const { left, right, top, bottom } = onScreen(box, view);
  const y = (top + bottom) / 2;
  return { text: box.text, places: [[(left + right) / 2, y, 0.5], [left, y], [right, y, 1]] };
});
// The name of a group, at the upper rim of what is seen of it, or above its frame.
const groupNamesIn = (view, isFar) => groupsInOrder.flatMap((group) => {
  const { left, top, right, bottom } = onScreen(group, view);
  const isInside = left >= -8 && top >= -8;
  const name = { group, text: group.text, isStrong: true, isQuiet: true, hasGround: !isInside };
  const width = names.widthOf(name);
  const isVisible = right > 60 && bottom > 30 && left < view.width && top < view.height;
  // A group within another one is left out rather than its name over what is beside it.
  const isLarge = group.level === 1 || width + 12 < right - left;
  const isWanted = isVisible && isLarge && (isFar || !isInside);
  // The picture has its own name of the group, part of which may be visible.
  group.element.classList.toggle("named", isWanted || isFar);
  if (!isWanted) return [];
  const [start, end] = [Math.max(left, 0) + 10, Math.max(Math.max(left, 0) + 10, Math.min(right, view.width) - 10 - width)];
  const y = Math.max(top, 0) + 12 + 18 * (isInside ? 0 : group.level - 1);
  return [{ ...name, places: [[start, y], [(start + end) / 2, y], [end, y], [start, top - 9]] }];
});

const drawOverview = (view, isInFront) => {
  const isFar = view.scale < LEGIBLE;
  picture.classList.toggle("far", isFar);
  picture.classList.toggle("without-labels", view.scale < WITHOUT_LABELS);
  const seen = (all) => all.map((thing) => ({ ...onScreen(thing, view), path: thing.path })).filter((box) => isOnScreen(box, view));
  const [boxesSeen, groupsSeen] = [boxesInOrder, groupsInOrder].map(seen);
  // The name of a group over a box, or in the frame of another group, would be taken for the name of that.
  const isBlocked = (place, { group }) => Boolean(group) && (boxesSeen.some((box) => overlaps(place, box))
    || groupsSeen.some((other) => !areNested(group.path, other.path) && overlaps(place, other)));
  const ofBoxes = isFar ? boxNamesIn(view, isInFront) : [];
  names.draw(names.place([...ofBoxes, ...groupNamesIn(view, isFar)], view, isBlocked), view);
};

// Whether fewer than half of the boxes would have a name.
const isCrowded = (view) => view.scale < LEGIBLE && names.place(boxNamesIn(view, () => true), view).length < boxes.length / 2;
