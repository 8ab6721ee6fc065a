// The graph on a canvas without WebGL, for browsers that do not offer it: dots, straight lines and names, with the same
// choices. It is slower, and for what WebGL draws there is nothing else to learn.

const drawPlain = (container, { nodes, edges, sizes, colorOf, nameOf, look, choose }) => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  container.append(canvas);
  const size = () => ({ width: container.clientWidth, height: container.clientHeight });
  // The place of the middle of the window in the graph, and the pixels of a unit of the graph.
  let view = { x: 0, y: 0, scale: 1 };
  const toScreen = ({ x, y }) => {
    const { width, height } = size();
    return { x: (x - view.x) * view.scale + width / 2, y: (view.y - y) * view.scale + height / 2 };
  };
  const radiusOf = (at) => sizes[at] * Math.min(1.6, Math.max(0.5, Math.sqrt(view.scale)));

  const draw = () => {
    const { width, height } = size();
    const ratio = devicePixelRatio;
    [canvas.width, canvas.height] = [width * ratio, height * ratio];
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { near, center, theme } = look();
    const places = nodes.map(toScreen);
    const line = (edge) => {
      context.moveTo(places[edge.s].x, places[edge.s].y);
      context.lineTo(places[edge.t].x, places[edge.t].y);
    };
    const isOwn = (edge) => center !== null && (edge.s === center || edge.t === center);
    for (const [color, wanted] of [[near ? theme.faint : theme.edge, (edge) => !isOwn(edge)], [theme.strong, isOwn]]) {
      context.strokeStyle = color;
      context.beginPath();
      edges.filter(wanted).forEach(line);
      context.stroke();
    }
    places.forEach(({ x, y }, at) => {
      context.fillStyle = near && !near.has(String(at)) ? theme.faint : colorOf(nodes[at]);
      context.beginPath();
      context.arc(x, y, radiusOf(at), 0, 2 * Math.PI);
      context.fill();
    });
    // Names of large dots first; one that would overlap another is left out.
    context.font = "13px system-ui, sans-serif";
    context.fillStyle = theme.text;
    const taken = [];
    const order = nodes.map((_, at) => at).filter((at) => !near || near.has(String(at)));
    order.sort((one, other) => Number(other === center) - Number(one === center) || sizes[other] - sizes[one]);
    for (const at of order.slice(0, 400)) {
      const { x, y } = places[at];
      const left = x + radiusOf(at) + 4;
      const name = nameOf(at);
      const box = { left, right: left + context.measureText(name).width, top: y - 8, bottom: y + 8 };
      if (box.right < 0 || left > width || box.bottom < 0 || box.top > height || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      context.fillText(name, left, y + 4);
    }
  };

  const fitAll = () => {
    const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
    const range = (values) => values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
    const [[left, right], [bottom, top]] = [range(xs), range(ys)];
    const { width, height } = size();
    const scale = Math.min((width - 80) / Math.max(right - left, 1), (height - 80) / Math.max(top - bottom, 1), 4);
    view = { x: (left + right) / 2, y: (bottom + top) / 2, scale: Math.max(scale, 0.001) };
    draw();
  };
  const zoom = (factor, at) => {
    const { width, height } = size();
    const [x, y] = at ? [at.x - width / 2, height / 2 - at.y] : [0, 0];
    const scale = Math.min(20, Math.max(0.001, view.scale * factor));
    view = { x: view.x + x / view.scale - x / scale, y: view.y + y / view.scale - y / scale, scale };
    draw();
  };
  const hit = ({ offsetX: x, offsetY: y }) => {
    let best = null;
    nodes.forEach((node, at) => {
      const place = toScreen(node);
      const distance = Math.hypot(place.x - x, place.y - y) - radiusOf(at);
      if (distance < 6 && (!best || distance < best.distance)) best = { at, distance };
    });
    return best?.at ?? null;
  };
  let last = null;
  let traveled = 0;
  canvas.addEventListener("pointerdown", (event) => { last = event; traveled = 0; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [x, y] = [event.clientX - last.clientX, event.clientY - last.clientY];
    traveled += Math.hypot(x, y);
    view = { ...view, x: view.x - x / view.scale, y: view.y + y / view.scale };
    last = event;
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    last = null;
    if (traveled < 5) choose(hit(event));
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0016), { x: event.offsetX, y: event.offsetY });
  }, { passive: false });
  addEventListener("resize", draw);
  const center = (at) => { view = { ...view, x: nodes[at].x, y: nodes[at].y }; draw(); };
  return { draw, fitAll, zoom, center };
};
