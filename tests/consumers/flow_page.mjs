// The page of a view with a direction of flow: everything that a reader can do with it by mouse, finger and keyboard, in
// windows of several sizes.
import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { check_accessibility, ink_of_names, no_overlap, on_paper, pinch, saved_picture, settled, unknown_address } from "./any_page.mjs";
import { open } from "./browser.mjs";

// `graph` is the same graph as JSON, with an edge for each line; `null` if the page has bundles.
export async function visit_flow(browser, file, graph, packages, picture) {
  const address = pathToFileURL(file).href;
  const name = path.basename(file);
  const { page, wrong } = await open(browser, address);
  const theme = (value) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
  const text = (selector) => page.$eval(selector, (element) => element.textContent);
  const hash = () => page.evaluate(() => location.hash);
  const count = (selector) => page.$$eval(selector, (found) => found.length);
  await theme("light");
  await settled();
  assert.ok((await page.$eval("body", (body) => body.innerHTML)).length > 0);
  if (!(await page.$("#picture"))) {
    assert.ok((await text("#empty")).length > 80, `${name} says what would fill it`);
    for (const value of ["light", "dark"]) {
      await theme(value);
      await check_accessibility(page, packages, `${name}, ${value}`);
    }
    await page.setViewport({ width: 320, height: 640 });
    await no_overlap(page, name);
    assert.deepEqual(wrong, [], name);
    await page.close();
    return;
  }
  await picture(page, "light");
  const boxes = await page.$$eval("#picture g.node", (all) => all.map((box) => box.dataset.name));
  if (graph) {
    assert.equal(boxes.length, graph.nodes.length, name);
    assert.equal(await count("#picture g.edge"), graph.edges.length, name);
  }
  await check_accessibility(page, packages, `${name}, light`);
  await legend_of_impact(page, name);
  await overview(page, name);
  await unknown_address(page, name);

  // A box by its name.
  const wanted = boxes.find((label) => /^[\p{L}\p{N} ._-]{3,}$/u.test(label)) ?? boxes[0];
  await page.type("#search", wanted.slice(0, 40));
  const hits = await page.$$eval("#found [role=option]", (all) => all.map((it) => it.firstChild.textContent));
  assert.ok(hits.length > 0 && hits[0].length > 0, `${name}: ${wanted} is found`);
  await page.keyboard.press("Enter");
  await settled();
  assert.equal(await page.$eval("#note", (note) => note.hidden), false, name);
  assert.ok((await hash()).length > 1, name);
  assert.ok(await count("#picture .chosen") > 0, name);
  await chosen_is_visible(page, name);
  await check_accessibility(page, packages, `${name}, chosen`);
  await page.click("#close");
  assert.equal(await count("#picture.traced"), 0, name);
  assert.ok((await hash()).length < 2, name);

  // A box by a click. What is upstream and downstream of it stands out.
  const box = await reachable(page, "g.node");
  if (box) {
    await page.mouse.click(box.x, box.y);
    await settled();
    assert.equal(await page.$eval("#picture .node.chosen", (it) => it.dataset.name), box.name, name);
    if (graph) {
      const near = await page.$$eval("#picture g.node", (all) => all.flatMap((it, at) => (it.classList.contains("near") ? [at] : [])));
      assert.deepEqual(near, reach(graph, boxes.indexOf(box.name)), `${name}: upstream and downstream of ${box.name}`);
    }
    // The panel has each system at the other end once.
    for (const others of await page.$$eval("#neighbors section", (all) => all.map((it) => [...it.querySelectorAll(":scope > ul > li > div > .thing")].map((button) => button.textContent)))) {
      assert.equal(new Set(others).size, others.length, `${name}: ${others}`);
    }
    await page.keyboard.press("Escape");
    await settled();
    assert.equal(await page.$eval("#note", (note) => note.hidden), true, name);
  }

  // A line by a click beside it.
  const line = await reachable(page, "g.edge");
  if (line) {
    await page.mouse.move(line.x, line.y);
    await page.mouse.click(line.x, line.y);
    await settled();
    assert.equal(await count(`#${line.id}.chosen`), 1, `${name}: ${line.id} is chosen`);
    assert.ok(await count("#picture .node.near") >= 1, name);
    assert.equal(await page.$eval("#note", (note) => note.hidden), false, name);
    // The address leads back to it.
    const address_of_line = await hash();
    await page.click("#close");
    await page.evaluate((hash) => { location.hash = hash; }, address_of_line);
    await settled();
    assert.equal(await count(`#${line.id}.chosen`), 1, `${name}: ${address_of_line}`);
    await page.keyboard.press("Escape");
  }

  // The legend filters; the browser's button takes it back.
  const chip = await page.$("#legend .chip");
  if (chip) {
    const before = await text("#counts");
    await chip.click();
    await settled();
    assert.match(await hash(), /\?status=/, name);
    const shown = await count("#picture g.edge:not(.out)");
    if (graph) {
      const status = await page.$eval("#legend .chip .value", (it) => it.textContent);
      const expected = graph.edges.filter((edge) => (edge.status ?? "no status") === status || (edge.status === null && status === "no status")).length;
      assert.equal(shown, expected, `${name}: lines with status ${status}`);
    }
    await check_accessibility(page, packages, `${name}, filtered`);
    await page.goBack();
    await settled();
    assert.equal(await count("#picture g.edge.out"), 0, name);
    assert.equal(await text("#counts"), before, name);
  }
  if (await page.$("#show-filters:not([hidden])")) {
    await page.click("#show-filters");
    assert.ok(await count("#facets .chip") > 1, name);
    await check_accessibility(page, packages, `${name}, filters`);
    await picture(page, "filters");
    await page.click("#hide-filters");
  }

  await keyboard(page, name, count, hash);

  // The same as tables.
  await page.click("#as-table");
  assert.equal(await hash(), "#?as=table", name);
  if (graph) {
    const [first] = await page.$$eval("#tables table", (tables) => tables.map((table) => table.tBodies[0].rows.length));
    assert.equal(first, graph.nodes.filter((node) => node.kind !== "integration").length, name);
    if (graph.graph.view === "landscape") await counts_of_integrations(page, graph, name);
  }
  const order = () => page.$eval("#tables th", (cell) => cell.getAttribute("aria-sort"));
  assert.equal(await order(), "ascending", name);
  await page.click("#tables th button");
  assert.equal(await order(), "descending", name);
  await check_accessibility(page, packages, `${name}, tables`);
  await page.click("#tables tbody th button");
  await settled();
  assert.equal(await page.$eval("#note", (note) => note.hidden), false, name);
  await picture(page, "table");
  await page.click("#as-table");
  await settled();
  await chosen_is_visible(page, name);

  // Saved as a picture.
  const saved = await saved_picture(page, ["g.node", ".hit"]);
  assert.deepEqual(saved, { root: "svg", errors: 0, "g.node": boxes.length, ".hit": 0 }, name);

  // Narrow, wide, dark, on paper.
  for (const [width, height] of [[320, 640], [2560, 1440], [1280, 800]]) {
    await page.setViewport({ width, height });
    await settled();
    await no_overlap(page, `${name}, ${width}`);
    await chosen_is_visible(page, `${name}, ${width}`);
    await picture(page, `chosen-${width}`);
    if (width === 320) await check_accessibility(page, packages, `${name}, ${width}`);
  }
  await by_finger(page, name, hash);
  await on_paper(page, 13, name);
  await theme("dark");
  await settled();
  await check_accessibility(page, packages, `${name}, dark`);
  await picture(page, "dark");
  await page.emulateMediaType("print");
  assert.equal(await page.$eval("#note", (note) => getComputedStyle(note).display), "none", name);
  assert.ok((await page.pdf({ printBackground: true })).length > 1000, name);
  assert.equal(await page.evaluate(() => window.hacked), undefined, name);
  assert.deepEqual(wrong, [], name);
  await page.close();
}

// The legend explains what only an impact draws.
async function legend_of_impact(page, name) {
  if (await page.evaluate(() => graph.view) !== "impact") return;
  const legend = await page.$$eval("#legend .class", (all) => all.map((it) => it.textContent));
  const expected = { stops: "rect.stops", "possibly hit": ".node rect[stroke-dasharray]", "further integrations between those that are hit": ".edge.further" };
  for (const [text, selector] of Object.entries(expected)) {
    assert.equal(legend.includes(text), Boolean(await page.$(`#picture ${selector}`)), `${name}: ${text}`);
  }
  assert.ok(legend.includes("stops"), name);
}

// The page begins with everything, or a lineage with a readable part. What is too small to be read has names of readable size, and no labels.
async function overview(page, name) {
  await page.setViewport({ width: 1280, height: 800 });
  await settled();
  const outside = await page.evaluate(() => {
    const frame = document.getElementById("graph").getBoundingClientRect();
    return [...document.querySelectorAll("#picture g.node > rect")].filter((box) => {
      const { left, right, top, bottom } = box.getBoundingClientRect();
      return left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom;
    }).length;
  });
  const scale = () => page.$eval("#picture", (svg) => svg.getScreenCTM().a);
  if (outside) {
    assert.equal(await page.evaluate(() => graph.view), "lineage", `${name}: boxes outside the first view`);
    assert.ok(await scale() >= 0.78, `${name}: the first view is readable`);
    await page.click("#whole");
    await settled();
  }
  const is_far = await scale() < 0.78;
  assert.equal(await ink_of_names(page) > 0, is_far, `${name}: names over the picture`);
  const visibility = (selector) => page.$eval(selector, (it) => getComputedStyle(it).visibility);
  // All text in a box gives way to the name over it; the headline is over no box.
  for (const selector of ["#picture .node .name", "#picture .node .quiet"]) {
    if (await page.$(selector)) assert.equal(await visibility(selector), is_far ? "hidden" : "visible", `${name}: ${selector}`);
  }
  if (await page.$("#picture > .name")) assert.equal(await visibility("#picture > .name"), "visible", `${name}: the headline`);
  if (await page.$("#picture .label")) assert.equal(await visibility("#picture .label"), await scale() < 0.5 ? "hidden" : "visible", name);

  // The name of a group whose corner is outside is at the rim.
  const group = await page.evaluate(() => {
    const widest = [...document.querySelectorAll("#picture .group > rect")].map((rect) => rect.getBoundingClientRect()).sort((one, other) => other.width - one.width)[0];
    return widest && { x: (widest.left + widest.right) / 2, y: (widest.top + widest.bottom) / 2, width: widest.width };
  });
  if (group && group.width > 300) {
    await page.mouse.move(group.x, group.y);
    for (let step = 0; step < 20 && await scale() < 3; step += 1) await page.mouse.wheel({ deltaY: -300 });
    await settled();
    assert.ok(await ink_of_names(page, 0, 0.2) > 0, `${name}: the name of a group at the rim`);
    assert.equal(await ink_of_names(page, 0.6, 1), 0, `${name}: nothing else has its name twice`);
    await page.click("#whole");
    await settled();
  }
  await page.setViewport({ width: 1200, height: 800 });
  await settled();
}

// In and out are numbers of integrations, even if one has several lines.
async function counts_of_integrations(page, graph, name) {
  const expected = graph.nodes.filter((node) => node.kind !== "integration").map((node) => {
    const of_edge = (edge) => (edge.path ? `${edge.path}:${edge.line} ${edge.name}` : edge);
    const count = (end) => new Set(graph.edges.filter((edge) => edge[end] === node.id).map(of_edge)).size || "";
    return `${node.label.trim() ? node.label : "(no name)"}: ${count("target")}, ${count("source")}`;
  });
  const found = await page.$eval("#tables table", (table) => {
    const columns = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const [incoming, outgoing] = ["In", "Out"].map((column) => columns.indexOf(column));
    const value = (row, at) => (row.cells[at]?.textContent ?? "").replace(/^0$/, "");
    return [...table.tBodies[0].rows].map((row) => `${row.cells[0].textContent}: ${value(row, incoming)}, ${value(row, outgoing)}`);
  });
  assert.deepEqual(found.sort(), expected.sort(), `${name}: integrations in and out`);
}

async function keyboard(page, name, count, hash) {
  await page.focus("#graph");
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.name || document.activeElement.tagName);
  assert.ok(await page.evaluate(() => document.activeElement.matches("#picture g.node")), `${name}: Tab leads into the picture`);
  const first = await focused();
  for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
  assert.ok(await page.evaluate(() => document.activeElement.matches("#picture [role=button]")), name);
  for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) if (await focused() === first) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  assert.ok(await count("#picture .chosen") > 0 && (await hash()).length > 1, `${name}: Enter chooses`);
  await page.keyboard.press("Escape");
  const view_box = () => page.$eval("#picture", (svg) => svg.getAttribute("viewBox"));
  const before = await view_box();
  await page.keyboard.press("+");
  await settled();
  const nearer = await view_box();
  assert.notEqual(nearer, before, `${name}: + zooms`);
  await page.keyboard.press("0");
  await settled();
  assert.notEqual(await view_box(), nearer, `${name}: 0 shows everything`);
  // The wheel, dragging.
  const { x, y } = await page.$eval("#graph", (it) => { const { left, top } = it.getBoundingClientRect(); return { x: left + 30, y: top + 30 }; });
  const home = await view_box();
  await page.mouse.move(x, y);
  await page.mouse.wheel({ deltaY: -200 });
  await settled();
  const zoomed = await view_box();
  assert.notEqual(zoomed, home, name);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40, { steps: 4 });
  await page.mouse.up();
  assert.notEqual(await view_box(), zoomed, `${name}: dragging moves it`);
  assert.equal(await count("#picture .chosen"), 0, `${name}: dragging chooses nothing`);
  await page.click("#whole");
  await settled();
}

// A page that opens in a state of its address, and fingers: a tap chooses, two fingers zoom.
async function by_finger(page, name, hash) {
  const address = (await page.evaluate(() => location.href)).split("#")[0];
  const chosen = await page.$eval("#title", (title) => title.textContent);
  const state = await hash();
  await page.goto("about:blank");
  await page.setViewport({ width: 320, height: 640, hasTouch: true });
  await page.goto(address + state);
  await settled();
  assert.equal(await page.$eval("#title", (title) => title.textContent), chosen, `${name}: opens ${state}`);
  assert.equal(await page.$eval("#closer", (button) => getComputedStyle(button).display), "none", `${name}: fingers zoom without buttons`);
  await chosen_is_visible(page, `${name}, opened`);
  await page.click("#close");
  await settled();
  await settled();
  const box = await reachable(page, "g.node");
  if (box) {
    await page.touchscreen.tap(box.x, box.y);
    await settled();
    assert.equal(await page.$eval("#picture .node.chosen", (it) => it.dataset.name), box.name, `${name}: a tap`);
    await chosen_is_visible(page, `${name}, tapped`);
    await page.click("#close");
    await settled();
  }
  const width = () => page.$eval("#picture", (svg) => svg.viewBox.baseVal.width);
  const before = await width();
  await pinch(page);
  assert.ok(await width() < before * 0.8, `${name}: a pinch zooms`);
  await page.setViewport({ width: 1280, height: 800 });
  await settled();
}

// A point at which a click meets a box, or a point beside a line that meets the line.
function reachable(page, selector) {
  return page.evaluate((selector) => {
    for (const group of document.querySelectorAll(`#picture ${selector}`)) {
      const points = [];
      if (selector === "g.edge") {
        const path = group.querySelector("path.line");
        for (const share of [0.5, 0.3, 0.7]) {
          const point = path.getPointAtLength(path.getTotalLength() * share).matrixTransform(path.getScreenCTM());
          points.push({ x: point.x, y: point.y + 4 });
        }
      } else {
        const { left, right, top, bottom } = group.querySelector("rect").getBoundingClientRect();
        points.push({ x: (left + right) / 2, y: (top + bottom) / 2 });
      }
      for (const { x, y } of points) {
        if (document.elementFromPoint(x, y)?.closest("g.node, g.edge") === group) return { x, y, id: group.id, name: group.dataset.name };
      }
    }
    return null;
  }, selector);
}

// What is upstream or downstream of a node, and the node.
function reach(graph, start) {
  const at = new Map(graph.nodes.map((node, position) => [node.id, position]));
  const found = new Set();
  for (const [from, to] of [["source", "target"], ["target", "source"]]) {
    const waiting = [start];
    const seen = new Set(waiting);
    while (waiting.length) {
      const node = waiting.pop();
      found.add(node);
      for (const edge of graph.edges) {
        const next = at.get(edge[to]);
        if (at.get(edge[from]) === node && !seen.has(next)) { seen.add(next); waiting.push(next); }
      }
    }
  }
  return [...found].sort((one, other) => one - other);
}

// What is chosen is in the picture and not behind a panel.
async function chosen_is_visible(page, name) {
  const [frame, panel, chosen] = await page.evaluate(() => {
    const place = (element) => { const { left, right, top, bottom } = element.getBoundingClientRect(); return { left, right, top, bottom }; };
    const chosen = document.querySelector("#picture .node.chosen > rect") ?? document.querySelector("#picture .label.chosen") ?? document.querySelector("#picture .chosen > .line");
    return [document.getElementById("graph"), document.getElementById("note"), chosen].map(place);
  });
  const overlaps = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  assert.ok(!overlaps(frame, panel), `${name}: the panel is beside the picture`);
  assert.ok(chosen.bottom - chosen.top > 6 || chosen.right - chosen.left > 20, `${name}: what is chosen can be seen`);
  assert.ok(overlaps(frame, chosen), `${name}: what is chosen is visible: ${JSON.stringify({ frame, chosen })}`);
}
