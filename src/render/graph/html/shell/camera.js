"use strict";
// Which part of the picture is visible: dragging, pinching, the wheel, keys and buttons.

// `whole` is the box of the picture, `legible` the smallest scale at which it can be read, `show` draws a view.
const makeCamera = ({ whole, legible, nearest: NEAREST, show: draw }) => {
  // The upper left corner, and how many pixels a unit of the picture has.
  let view = { x: 0, y: 0, scale: 1 };
  // Where an animation ends: the next movement begins there.
  let goal = view;
  let isFitted = true;
  // Whether the reader has moved the picture since something was revealed, perhaps away from what is chosen.
  let isMoved = false;
  let animation = 0;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");

  const size = () => ({ width: Math.max(frame.clientWidth, 1), height: Math.max(frame.clientHeight, 1) });
  const show = () => {
    draw({ ...view, ...size() });
  };
  const within = (scale) => Math.min(NEAREST, Math.max(Math.min(0.02, scaleFor(whole) / 2), scale));
  const stop = () => { cancelAnimationFrame(animation); animation = 0; };
  const moveTo = (target, isAnimated) => {
    stop();
    goal = target;
    if (!isAnimated || isStill.matches) { view = target; show(); return; }
    const from = view;
    const began = performance.now();
    const step = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / 220));
      const eased = 1 - (1 - share) ** 3;
      const between = (key) => from[key] + (target[key] - from[key]) * eased;
      view = { x: between("x"), y: between("y"), scale: between("scale") };
      show();
      animation = share < 1 ? requestAnimationFrame(step) : 0;
    };
    animation = requestAnimationFrame(step);
  };
  const centered = (box, scale) => {
    const { width, height } = size();
    return { x: box.x + box.width / 2 - width / scale / 2, y: box.y + box.height / 2 - height / scale / 2, scale };
  };
  const scaleFor = (box) => {
    const { width, height } = size();
    return Math.min(width / box.width, height / box.height);
  };
  const fitted = () => centered(whole, within(Math.min(scaleFor(whole), 1.6)));
  const fit = (isAnimated) => { isFitted = true; moveTo(fitted(), isAnimated); };
  // What is shown first: everything, or, where that would be tiny or `isCrowded`, a box in readable size.
  const begin = (first, isCrowded = () => false) => {
    const isTooMuch = frame.clientWidth < 420 || isCrowded({ ...fitted(), ...size() });
    if (!isTooMuch || scaleFor(whole) >= legible) return fit(false);
    isFitted = false;
    const scale = Math.max(0.9, legible);
    const { width, height } = size();
    const start = centered(first, scale);
    // Not beyond the rim of the picture.
    const inside = (from, startOfAll, length, room) => (
      length * scale <= room ? startOfAll + (length - room / scale) / 2 : Math.min(Math.max(from, startOfAll), startOfAll + length - room / scale));
    return moveTo({ x: inside(start.x, whole.x, whole.width, width), y: inside(start.y, whole.y, whole.height, height), scale }, false);
  };
  const zoom = (factor, at, isAnimated) => {
    const { width, height } = size();
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    isMoved = true;
    const from = isAnimated ? goal : view;
    const scale = within(from.scale * factor);
    isFitted = false;
    moveTo({ x: from.x + x / from.scale - x / scale, y: from.y + y / from.scale - y / scale, scale }, isAnimated);
  };
  const pan = (x, y, isAnimated) => {
    isMoved = true;
    const from = isAnimated ? goal : view;
    isFitted = false;
    moveTo({ ...from, x: from.x - x / from.scale, y: from.y - y / from.scale }, isAnimated);
  };
  // Moves as little as is needed to show a box; with `isNear`, also makes it large enough to be read, and shows all of
  // what it belongs to if there is room.
  const reveal = (chosen, isNear, around) => {
    isMoved = false;
    const { width, height } = size();
    const near = isNear && goal.scale < legible ? legible * 1.15 : goal.scale;
    const most = around ? scaleFor(around) * 0.9 : 0;
    const isWhole = isNear && most >= legible;
    const scale = isWhole ? Math.min(near, most) : near;
    const box = isWhole ? around : chosen;
    const margin = Math.min(40, width / 8, height / 8);
    const inside = (start, length, from, room) => {
      const [close, far] = [(start - from) * scale, (start + length - from) * scale];
      const isAway = close > room - margin || far < margin;
      if (length * scale > room - 2 * margin) return isAway || length * scale <= room ? start + length / 2 - room / scale / 2 : from;
      if (close < margin) return start - margin / scale;
      return far > room - margin ? start + length - (room - margin) / scale : from;
    };
    const base = scale === goal.scale ? goal : centered(box, scale);
    const target = { x: inside(box.x, box.width, base.x, width), y: inside(box.y, box.height, base.y, height), scale };
    if (target.x === goal.x && target.y === goal.y && target.scale === goal.scale) return undefined;
    isFitted = false;
    return moveTo(target, true);
  };
  // The panels and the window change the room that the picture has.
  const resize = () => {
    // It is hidden while the tables are shown.
    if (!frame.clientWidth) return;
    if (isFitted) fit(false); else show();
  };

  // Pointers that are down, by their number: one drags, two pinch.
  const pointers = new Map();
  let traveled = 0;
  const place = (event) => {
    const { left, top } = frame.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const spread = () => {
    const [one, other] = [...pointers.values()];
    return { length: Math.hypot(one.x - other.x, one.y - other.y), x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) traveled = 0;
    pointers.set(event.pointerId, place(event));
  });
  addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const next = place(event);
    if (pointers.size === 1) {
      traveled += Math.hypot(next.x - last.x, next.y - last.y);
      // A click by an unsteady hand is no drag.
      if (traveled < 5) return;
      frame.classList.add("dragged");
      pointers.set(event.pointerId, next);
      pan(next.x - last.x, next.y - last.y, false);
    } else if (pointers.size === 2) {
      const before = spread();
      pointers.set(event.pointerId, next);
      const after = spread();
      traveled = 100;
      zoom(after.length / Math.max(before.length, 1), after, false);
      pan(after.x - before.x, after.y - before.y, false);
    }
  });
  const lift = (event) => {
    pointers.delete(event.pointerId);
    if (!pointers.size) frame.classList.remove("dragged");
  };
  addEventListener("pointerup", lift);
  addEventListener("pointercancel", lift);
  frame.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // A pinch on a touchpad arrives as small steps of a wheel with the control key.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    zoom(Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) * speed), place(event), false);
  }, { passive: false });
  new ResizeObserver(resize).observe(frame);

  return { begin, fit, zoom, pan, reveal, show, isMoved: () => isMoved, wasDragged: () => traveled >= 5 };
};
