// Compiles every D2 document of a folder, and compares nodes, groups and edges with the graph.
//
// d2.mjs FOLDER PACKAGES: the documents are CASE.d2, the expected graphs CASE.json.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { says as saysExactly } from "./labels.mjs";

const [folder, packages] = process.argv.slice(2);
// The package cannot be required, only imported.
const module = path.join(packages, "node_modules/@terrastruct/d2/dist/node-esm/index.js");
const { D2 } = await import(pathToFileURL(module).href);
// Characters that XML does not allow are replaced.
const says = (read, title) => saysExactly(read, title.replace(/[\ufffe\uffff]/g, "\ufffd"));
const compiler = new D2();
const cases = fs.readdirSync(folder).filter((name) => name.endsWith(".d2")).map((name) => name.slice(0, -3)).sort();
assert.ok(cases.length > 0, "nothing to compile");

for (const name of cases) {
  const graph = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`)));
  const text = fs.readFileSync(path.join(folder, `${name}.d2`), "utf8");
  const { diagram, error } = await compiler.compile(text).catch((error) => ({ error: error.message }));
  assert.equal(error, undefined, `${name}: ${error}`);
  const last = (id) => id.split(".").at(-1);
  const shapes = new Map(diagram.shapes.map((shape) => [shape.id, shape]));
  const nodes = diagram.shapes.filter((shape) => last(shape.id).startsWith("n"));
  assert.equal(nodes.length, graph.nodes.length, `${name}: nodes`);
  for (const shape of nodes) {
    const node = graph.nodes[Number(last(shape.id).slice(1))];
    assert.ok(says(shape.label, node.label), `${name} ${shape.id}: ${JSON.stringify(shape.label)} for ${JSON.stringify(node.label)}`);
    const keys = shape.id.split(".").slice(0, -1);
    const groups = keys.map((_, depth) => shapes.get(keys.slice(0, depth + 1).join(".")).label);
    assert.equal(groups.length, node.group?.length ?? 0, `${name} ${shape.id}: groups`);
    groups.forEach((group, depth) => assert.ok(says(group, node.group[depth]), `${name} ${shape.id} is in ${group}`));
  }
  assert.equal(diagram.connections.length, graph.edges.length, `${name}: edges`);
  const found = diagram.connections.map(({ src, dst }) => [last(src), last(dst)].join());
  assert.deepEqual(found, graph.edges.map(({ source, target }) => [source, target].join()), `${name}: ends of edges`);
  diagram.connections.forEach(({ label }, at) => {
    const expected = graph.edges[at].label;
    assert.ok(expected === null || says(label, expected), `${name} edge ${at}: ${JSON.stringify(label)} for ${JSON.stringify(expected)}`);
  });
  console.log(`${name}: ${nodes.length} nodes and ${found.length} edges compiled`);
}
// The compiler's thread would keep the process alive.
process.exit(0);
