"use strict";
// Names over the picture that keep their size on the screen, however far away it is. None covers another one.

const overlaps = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const MAX_NAME_LENGTH = 34;
const shortened = (text) => {
  const letters = [...text];
  return letters.length > MAX_NAME_LENGTH ? `${letters.slice(0, MAX_NAME_LENGTH - 1).join("").trimEnd()}…` : text;
};

// A path keeps its end.
const shortenedPath = (path) => {
  const parts = path.split("/");
  const endFrom = (at) => `…/${parts.slice(at).join("/")}`;
  if ([...path].length <= MAX_NAME_LENGTH || parts.length === 1) return shortened(path);
  const first = parts.findIndex((_, at) => at > 0 && [...endFrom(at)].length <= MAX_NAME_LENGTH);
  return shortened(endFrom(first < 0 ? parts.length - 1 : first));
};

// Fits a canvas to the frame. Returns its context, in which a unit is a pixel of the page.
const fittedContext = (canvas, width, height) => {
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
};
const colorNamed = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const FONTS = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";
const names = (() => {
  const canvas = make("canvas");
  canvas.id = "names";
  canvas.setAttribute("aria-hidden", "true");
  frame.append(canvas);
  const measured = new Map();
  const fontOf = (name) => `${name.isStrong ? "600 " : ""}12px ${FONTS}`;
  const widthOf = (name) => {
    const font = fontOf(name);
    const key = `${font} ${name.text}`;
    if (!measured.has(key)) {
      const context = canvas.getContext("2d");
      context.font = font;
      measured.set(key, context.measureText(name.text).width);
    }
    return measured.get(key);
  };
  // Returns the names for which there is room, with their boxes: each at the first of its `places` that is free, those in
  // front first. A place is the left end of the text and its middle, or `across` says which part of the width is on the left
  // of it. A name that `isFixed` is at its first place, whatever is there. `isBlocked` says whether a box is over something else.
  const place = (wanted, { width, height }, isBlocked = () => false, most = Infinity) => {
    const placed = [];
    const isFree = (box, name) => box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height
      && !placed.some((other) => overlaps(box, other.box)) && !isBlocked(box, name);
    for (const name of wanted) {
      if (placed.length >= most) break;
      const length = widthOf(name);
      const boxes = name.places.map(([x, y, across = 0]) => {
        const left = x - across * length;
        return { left: left - 3, right: left + length + 3, top: y - 8, bottom: y + 8 };
      });
      const box = name.isFixed ? boxes[0] : boxes.find((it) => isFree(it, name));
      if (box) placed.push({ name, box, x: box.left + 3, y: box.top + 12 });
    }
    return placed;
  };
  // `drawBelow` may draw something that names cover.
  const draw = (placed, { width, height }, drawBelow = () => {}) => {
    const context = fittedContext(canvas, width, height);
    const [text, quiet, ground] = ["--text", "--quiet", "--ground"].map(colorNamed);
    drawBelow(context);
    Object.assign(context, { lineJoin: "round", lineWidth: 3, strokeStyle: ground });
    for (const { name, box, x, y } of placed) {
      context.font = fontOf(name);
      if (name.hasGround) {
        context.fillStyle = ground;
        context.beginPath();
        context.roundRect(box.left - 3, box.top, box.right - box.left + 6, box.bottom - box.top, 4);
        context.fill();
      }
      context.strokeText(name.text, x, y);
      context.fillStyle = name.isQuiet ? quiet : text;
      context.fillText(name.text, x, y);
    }
  };
  return { widthOf, place, draw };
})();
