// Loads CASE.cytoscape of a folder into headless Cytoscape.js, and compares the graph with CASE.json.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const [folder, packages] = process.argv.slice(2);
const cytoscape = createRequire(path.join(packages, "package.json"))("cytoscape");
const cases = fs.readdirSync(folder).filter((name) => name.endsWith(".cytoscape"));
assert.ok(cases.length > 0, "nothing to read");
for (const name of cases) {
  const read = (extension) => JSON.parse(fs.readFileSync(path.join(folder, name.replace(/cytoscape$/, extension))));
  const expected = read("json");
  const graph = cytoscape({ headless: true, elements: read("cytoscape").elements });
  assert.deepEqual(graph.nodes().map((node) => ({ ...node.data() })), expected.nodes, name);
  const edges = graph.edges().map((edge) => ({ ...edge.data() }));
  assert.equal(new Set(edges.map((edge) => edge.id)).size, expected.edges.length, name);
  assert.deepEqual(edges.map(({ id, ...edge }) => edge), expected.edges, name);
  for (const node of expected.nodes) {
    const found = graph.getElementById(node.id);
    assert.equal(found.indegree(true), node.in_degree, `${name} ${node.id}`);
    assert.equal(found.outdegree(true), node.out_degree, `${name} ${node.id}`);
  }
  console.log(`${name}: ${expected.nodes.length} nodes and ${expected.edges.length} edges read back equal`);
}
