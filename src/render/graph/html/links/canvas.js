"use strict";
// The same dots and lines on a canvas, for browsers without WebGL.

const makeCanvasPainter = (canvas) => {
  let colors = { dots: [], lines: [] };
  const css = ([red, green, blue, opacity]) => `rgb(${red} ${green} ${blue} / ${(opacity / 255).toFixed(3)})`;
  const drawn = edges.filter((edge) => edge.s !== edge.t);
  // Lines of one color are one path.
  const byColor = () => {
    const found = new Map();
    drawn.forEach((edge) => {
      const color = css(colors.lines[edge.at]);
      if (!found.has(color)) found.set(color, []);
      found.get(color).push(edge);
    });
    return found;
  };
  const drawLine = (context, edge, places, radii, headLength) => {
    const [from, to] = [places[edge.s], places[edge.t]];
    const length = Math.max(Math.hypot(to.x - from.x, to.y - from.y), 0.001);
    const [x, y] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const tip = { x: to.x - x * radii[edge.t], y: to.y - y * radii[edge.t] };
    context.moveTo(from.x, from.y);
    context.lineTo(tip.x, tip.y);
    if (!hasHead(edge)) return;
    const [back, side] = [headLength, headLength * 0.45];
    context.moveTo(tip.x - x * back - y * side, tip.y - y * back + x * side);
    context.lineTo(tip.x, tip.y);
    context.lineTo(tip.x - x * back + y * side, tip.y - y * back - x * side);
  };
  return {
    paint: (next) => { colors = { ...next, byColor: null }; },
    draw: (view, ground) => {
      const context = fittedContext(canvas, view.width, view.height);
      context.fillStyle = css([...ground, 255]);
      context.fillRect(0, 0, view.width, view.height);
      const places = nodes.map((node) => toScreen(node, view));
      const radii = nodes.map((node) => radiusOn(node, view));
      context.lineWidth = lineWidthOf(view.scale);
      colors.byColor ??= byColor();
      colors.byColor.forEach((found, color) => {
        context.strokeStyle = color;
        context.beginPath();
        found.forEach((edge) => drawLine(context, edge, places, radii, headLengthOf(view.scale)));
        context.stroke();
      });
      places.forEach(({ x, y }, at) => {
        context.fillStyle = css(colors.dots[at]);
        context.beginPath();
        context.arc(x, y, radii[at], 0, 2 * Math.PI);
        context.fill();
        const hole = radii[at] - RING_WIDTH;
        if (!isHollow(nodes[at]) || hole <= 0) return;
        context.fillStyle = css([...ground, 255]);
        context.beginPath();
        context.arc(x, y, hole, 0, 2 * Math.PI);
        context.fill();
      });
    },
  };
};
