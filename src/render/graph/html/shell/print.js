"use strict";
// On paper: the whole picture, and below it the tables if its names are too small to be read there.

const PAGE = { width: 277, height: 150 };
const POINTS_OF_A_MILLIMETER = 72 / 25.4;
const FEWEST_POINTS = 5;

const isLegibleOnPaper = () => {
  const scale = Math.min(PAGE.width / whole.width, PAGE.height / whole.height);
  return paper.fontSize * scale * POINTS_OF_A_MILLIMETER >= FEWEST_POINTS;
};
if (camera) {
  addEventListener("beforeprint", () => {
    areWhole = true;
    showTables(state.isTable || !isLegibleOnPaper());
    frame.hidden = state.isTable;
    paper.begin();
  });
  addEventListener("afterprint", () => {
    areWhole = false;
    paper.end();
    showTables(state.isTable);
  });
}
byId("print").addEventListener("click", () => print());
