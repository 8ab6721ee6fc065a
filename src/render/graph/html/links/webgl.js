"use strict";
// Dots and lines by WebGL: thousands of them at every movement of the camera.

const COMMON = `#version 300 es
precision highp float;
uniform vec3 view; // The upper left corner, and the pixels of a unit.
uniform vec2 size;
uniform float dotScale;
in vec4 color;
out vec4 shade;
vec2 toPixels(vec2 point) { return (point - view.xy) * view.z; }
vec4 toClip(vec2 pixels) { return vec4(pixels / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0); }
`;
const LINE_SHADER = `${COMMON}
in vec2 corner;
in vec4 ends;
in vec2 target; // The radius of the dot at the end, and 1 if there is a head.
uniform float headLength; // 0 for the lines themselves.
uniform float lineWidth;
void main() {
  vec2 from = toPixels(ends.xy), to = toPixels(ends.zw);
  vec2 along = (to - from) / max(distance(from, to), 0.001);
  vec2 across = vec2(-along.y, along.x);
  vec2 tip = to - along * target.x * dotScale;
  vec2 place = headLength > 0.0
    ? tip + target.y * headLength * (across * corner.y * 0.45 - along * corner.x)
    : mix(from, tip, corner.x) + across * corner.y * lineWidth * 0.5;
  shade = color;
  gl_Position = toClip(place);
}`;
const DOT_SHADER = `${COMMON}
in vec2 corner;
in vec4 center; // And the radius, and 1 if the dot is hollow.
out vec2 inside;
out float radius;
out float hollow;
void main() {
  radius = max(center.z * dotScale, 1.2);
  inside = corner * (radius + 1.0);
  hollow = center.w;
  shade = color;
  gl_Position = toClip(toPixels(center.xy) + inside);
}`;
const LINE_COLOR = `#version 300 es
precision highp float;
in vec4 shade;
out vec4 pixel;
void main() { pixel = shade; }`;
const DOT_COLOR = `#version 300 es
precision highp float;
in vec4 shade;
in vec2 inside;
in float radius;
in float hollow;
uniform vec3 ground;
out vec4 pixel;
void main() {
  float hole = hollow * clamp(radius - ${RING_WIDTH.toFixed(1)} + 0.5 - length(inside), 0.0, 1.0);
  pixel = vec4(mix(shade.rgb, ground, hole), shade.a * clamp(radius + 0.5 - length(inside), 0.0, 1.0));
}`;

// Returns `null` if the browser has no WebGL.
const makeWebglPainter = (canvas) => {
  const gl = canvas.getContext("webgl2", { alpha: false, antialias: true });
  if (!gl) return null;
  const compile = (kind, source) => {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    return shader;
  };
  const link = (vertex, fragment) => {
    const program = gl.createProgram();
    gl.attachShader(program, compile(gl.VERTEX_SHADER, vertex));
    gl.attachShader(program, compile(gl.FRAGMENT_SHADER, fragment));
    gl.linkProgram(program);
    return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
  };
  const [lineProgram, dotProgram] = [link(LINE_SHADER, LINE_COLOR), link(DOT_SHADER, DOT_COLOR)];
  if (!lineProgram || !dotProgram) return null;

  const bufferOf = (values) => {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    return buffer;
  };
  // A shape that is drawn once for each instance. Attributes: buffer, number of values, whether they are bytes, and whether
  // they are of an instance.
  const makeShapes = (program, mode, corners, attributes, count) => {
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const put = (name, buffer, length, areBytes, isOfInstance) => {
      const at = gl.getAttribLocation(program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, length, areBytes ? gl.UNSIGNED_BYTE : gl.FLOAT, areBytes, 0, 0);
      gl.vertexAttribDivisor(at, isOfInstance ? 1 : 0);
    };
    put("corner", bufferOf(new Float32Array(corners)), 2, false, false);
    attributes.forEach(([name, buffer, length, areBytes = false]) => put(name, buffer, length, areBytes, true));
    const cornerCount = corners.length / 2;
    return () => {
      gl.bindVertexArray(array);
      gl.drawArraysInstanced(mode, 0, cornerCount, count);
    };
  };
  const drawn = edges.filter((edge) => edge.s !== edge.t);
  const ends = bufferOf(new Float32Array(drawn.flatMap((edge) => endsOf(edge).flatMap(({ x, y }) => [x, y]))));
  const targets = bufferOf(new Float32Array(drawn.flatMap((edge) => [nodes[edge.t].r, Number(hasHead(edge))])));
  const lineColors = bufferOf(new Uint8Array(4 * drawn.length));
  const dotColors = bufferOf(new Uint8Array(4 * nodes.length));
  const ofLine = [["ends", ends, 4], ["target", targets, 2], ["color", lineColors, 4, true]];
  const drawLines = makeShapes(lineProgram, gl.TRIANGLE_STRIP, [0, 1, 0, -1, 1, 1, 1, -1], ofLine, drawn.length);
  const drawHeads = makeShapes(lineProgram, gl.TRIANGLES, [0, 0, 1, 1, 1, -1], ofLine, drawn.length);
  const places = bufferOf(new Float32Array(nodes.flatMap((node) => [node.x, node.y, node.r, Number(isHollow(node))])));
  const drawDots = makeShapes(dotProgram, gl.TRIANGLE_STRIP, [-1, 1, -1, -1, 1, 1, 1, -1], [["center", places, 4], ["color", dotColors, 4, true]], nodes.length);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);

  const fill = (buffer, colors) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(colors.flat()), gl.DYNAMIC_DRAW);
  };
  return {
    // Colors are red, green, blue and opacity, from 0 to 255.
    paint: ({ dots, lines }) => {
      fill(dotColors, dots);
      fill(lineColors, drawn.map((edge) => lines[edge.at]));
    },
    draw: (view, ground) => {
      const ratio = devicePixelRatio || 1;
      [canvas.width, canvas.height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(...ground.map((part) => part / 255), 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      const start = (program) => {
        gl.useProgram(program);
        const place = (name) => gl.getUniformLocation(program, name);
        gl.uniform3f(place("view"), view.x, view.y, view.scale);
        gl.uniform2f(place("size"), view.width, view.height);
        gl.uniform1f(place("dotScale"), dotScaleOf(view.scale));
        return (length) => gl.uniform1f(place("headLength"), length);
      };
      const setHeadLength = start(lineProgram);
      gl.uniform1f(gl.getUniformLocation(lineProgram, "lineWidth"), lineWidthOf(view.scale));
      setHeadLength(0);
      drawLines();
      setHeadLength(headLengthOf(view.scale));
      drawHeads();
      start(dotProgram);
      gl.uniform3f(gl.getUniformLocation(dotProgram, "ground"), ...ground.map((part) => part / 255));
      drawDots();
    },
  };
};
