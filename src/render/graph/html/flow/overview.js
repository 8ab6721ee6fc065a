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
  return { node: nodes[at], left: x, right: x + width, y: y + height / 2, text: shortened(shownName(nodes[at].label)) };
}).sort((one, other) => other.node.edges.length - one.node.edges.length || one.node.at - other.node.at);
const groupsInOrder = [...(picture?.querySelectorAll("g.group") ?? [])].map((element) => {
  const { x, y, width, height } = element.querySelector("rect").getBBox();
  return { element, x, y, right: x + width, bottom: y + height, text: element.querySelector("text").textContent, level: element.dataset.name.split(" › ").length };
});

const drawOverview = (view, isInFront) => {
  const isFar = view.scale < LEGIBLE;
  picture.classList.toggle("far", isFar);
  picture.classList.toggle("without-labels", view.scale < WITHOUT_LABELS);
  const toScreen = (x, y) => [(x - view.x) * view.scale, (y - view.y) * view.scale];
  const ofGroups = groupsInOrder.flatMap((group) => {
    const [left, top] = toScreen(group.x, group.y);
    const [right, bottom] = toScreen(group.right, group.bottom);
    const isInside = left >= -8 && top >= -8;
    const name = { text: group.text, isStrong: true, isQuiet: true, hasGround: !isInside };
    const isVisible = right > 60 && bottom > 30 && left < view.width && top < view.height;
    // A group within another one is left out rather than its name over what is beside it.
    const isLarge = group.level === 1 || names.widthOf(name) + 12 < right - left;
    const isDrawn = isVisible && isLarge && (isFar || !isInside);
    // The picture has its own name of the group, part of which may be visible.
    group.element.classList.toggle("named", isDrawn || isFar);
    if (!isDrawn) return [];
    const [x, y] = [Math.max(left, 0) + 10, Math.max(top, 0) + 12 + 18 * (isInside ? 0 : group.level - 1)];
    return [{ ...name, places: [[x, y]] }];
  });
  const ofBoxes = isFar ? boxesInOrder.filter(isInFront).map((box) => {
    const [[left, y], [right]] = [toScreen(box.left, box.y), toScreen(box.right, box.y)];
    return { text: box.text, places: [[(left + right) / 2, y, 0.5], [left, y], [right, y, 1]] };
  }) : [];
  names.draw(names.place([...ofGroups, ...ofBoxes], view), view);
};
