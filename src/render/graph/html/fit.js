// Boxes on the screen. Knows nothing of graphs.

const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

// The middle and the ratio of the view in which everything is seen as large as it can be, with nothing behind a card.
// `places` are dots where they are at ratio 1, each with how far it reaches, and how wide and high what stands on its
// right is: dots come nearer to one another with the ratio, and shrink with its root; names stay as they are.
const fit = (places, cards, { width, height }, margin) => {
  const boxesAt = (ratio) => places.map(({ x, y, reach, name, high }) => {
    const [right, down, wide] = [x / ratio, y / ratio, reach / Math.sqrt(ratio)];
    const tall = Math.max(wide, high);
    return { left: right - wide, right: right + wide + name, top: down - tall, bottom: down + tall };
  });
  const around = (boxes) => boxes.reduce((all, box) => ({
    left: Math.min(all.left, box.left), right: Math.max(all.right, box.right),
    top: Math.min(all.top, box.top), bottom: Math.max(all.bottom, box.bottom),
  }));
  const within = (room) => {
    let [small, ratio] = [0.3, 12];
    for (let round = 0; round < 16; round += 1) {
      const middle = Math.sqrt(small * ratio);
      const { left, right, top, bottom } = around(boxesAt(middle));
      if (right - left <= room.right - room.left && bottom - top <= room.bottom - room.top) ratio = middle; else small = middle;
    }
    const boxes = boxesAt(ratio);
    const { left, right, top, bottom } = around(boxes);
    const by = { x: (room.left + room.right - left - right) / 2, y: (room.top + room.bottom - top - bottom) / 2 };
    const isClear = boxes.every((box) => {
      const placed = { left: box.left + by.x - 6, right: box.right + by.x + 6, top: box.top + by.y - 6, bottom: box.bottom + by.y + 6 };
      return !cards.some((card) => meet(placed, card));
    });
    return { view: { x: (width / 2 - by.x) * ratio, y: (height / 2 - by.y) * ratio, ratio }, isClear };
  };
  const all = { left: margin, top: margin, right: width - margin, bottom: height - margin };
  const first = within(all);
  if (first.isClear || places.length > 5000) return first.view;
  // Beside the cards, below them and above them, whichever leaves the most room.
  const lefts = [margin, ...cards.map((card) => card.right + 12)].filter((left) => left < width / 2);
  const tops = [margin, ...cards.map((card) => card.bottom + 12)].filter((top) => top < height / 2);
  const bottoms = [height - margin, ...cards.map((card) => card.top - 12)].filter((bottom) => bottom > height / 2);
  const rooms = lefts.flatMap((left) => tops.flatMap((top) => bottoms.map((bottom) => ({ ...all, left, top, bottom }))));
  const clear = rooms.map(within).filter((it) => it.isClear).map((it) => it.view);
  return clear.reduce((best, view) => (best && best.ratio <= view.ratio ? best : view), undefined) ?? first.view;
};
