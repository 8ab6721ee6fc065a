// Geometry of boxes on the screen, independent of graphs.

const overlaps = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

// Returns the center and the camera ratio of the view that shows everything as large as possible, without anything behind
// a card. `dots` are the positions at ratio 1, each with its radius and the width and half height of the text on its right.
// Distances scale with 1 / ratio, radii with 1 / sqrt(ratio), and text does not scale.
const fit = (dots, cards, { width, height }, margin) => {
  const boxesAt = (ratio) => dots.map(({ x, y, radius, textWidth, textHalfHeight }) => {
    const [centerX, centerY, scaledRadius] = [x / ratio, y / ratio, radius / Math.sqrt(ratio)];
    const halfHeight = Math.max(scaledRadius, textHalfHeight);
    return {
      left: centerX - scaledRadius, right: centerX + scaledRadius + textWidth, top: centerY - halfHeight, bottom: centerY + halfHeight,
    };
  });
  const boundingBox = (boxes) => boxes.reduce((all, box) => ({
    left: Math.min(all.left, box.left), right: Math.max(all.right, box.right),
    top: Math.min(all.top, box.top), bottom: Math.max(all.bottom, box.bottom),
  }));
  // Fits everything into an area of the window, by a binary search for the smallest ratio.
  const fitInto = (area) => {
    let [tooSmall, ratio] = [0.3, 12];
    for (let round = 0; round < 16; round += 1) {
      const middle = Math.sqrt(tooSmall * ratio);
      const { left, right, top, bottom } = boundingBox(boxesAt(middle));
      if (right - left <= area.right - area.left && bottom - top <= area.bottom - area.top) ratio = middle; else tooSmall = middle;
    }
    const boxes = boxesAt(ratio);
    const { left, right, top, bottom } = boundingBox(boxes);
    const offset = { x: (area.left + area.right - left - right) / 2, y: (area.top + area.bottom - top - bottom) / 2 };
    const isClear = boxes.every((box) => {
      const moved = {
        left: box.left + offset.x - 6, right: box.right + offset.x + 6, top: box.top + offset.y - 6, bottom: box.bottom + offset.y + 6,
      };
      return !cards.some((card) => overlaps(moved, card));
    });
    return { view: { x: (width / 2 - offset.x) * ratio, y: (height / 2 - offset.y) * ratio, ratio }, isClear };
  };
  const all = { left: margin, top: margin, right: width - margin, bottom: height - margin };
  const first = fitInto(all);
  if (first.isClear || dots.length > 5000) return first.view;
  // Try the areas next to, below and above the cards, and take the one with the largest view.
  const lefts = [margin, ...cards.map((card) => card.right + 12)].filter((left) => left < width / 2);
  const tops = [margin, ...cards.map((card) => card.bottom + 12)].filter((top) => top < height / 2);
  const bottoms = [height - margin, ...cards.map((card) => card.top - 12)].filter((bottom) => bottom > height / 2);
  const areas = lefts.flatMap((left) => tops.flatMap((top) => bottoms.map((bottom) => ({ ...all, left, top, bottom }))));
  const clear = areas.map(fitInto).filter((it) => it.isClear).map((it) => it.view);
  return clear.reduce((best, view) => (best && best.ratio <= view.ratio ? best : view), undefined) ?? first.view;
};
