// Tables: rows, columns, a header of one row or several, cells that are merged and split, columns that are made wider.
import {
  addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, CellSelection, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable,
  mergeCells, Plugin, selectedRect, splitCell, TableMap, TextSelection,
} from "../../vendor/prosemirror.min.js";
import { HEADS, headsOf, schema, shares, WHOLE } from "./schema.js";

const { paragraph, table, table_row: row, table_cell: cell, table_header: header } = schema.nodes;
// The least width holds one character on paper; kernel/typesetting/cells.py has the same.
const LEAST = 35, STEP = 20, NEAR = 5;

const merge = (state, dispatch) => {
  const { selection } = state, words = [];
  if (!(selection instanceof CellSelection)) return false;
  selection.forEachCell((one) => { if (one.textContent.trim()) words.push(one.textContent.trim()); });
  return mergeCells(state, dispatch && ((tr) => {
    const at = tr.selection.$anchorCell.pos, said = words.join(" ");
    tr.replaceWith(at + 1, at + tr.doc.nodeAt(at).nodeSize - 1, said ? [schema.text(said)] : []);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1 + said.length)).scrollIntoView());
  }));
};

// All rows down to that of the selection become the header; from within the header, it is none.
function toggleHeader(state, dispatch) {
  if (!isInTable(state)) return false;
  const { table: grid, tableStart, bottom } = selectedRect(state), heads = bottom <= headsOf(grid) ? 0 : bottom;
  if (heads === grid.childCount || heads > HEADS) return false;
  if (dispatch) dispatch(retyped(state.tr, grid, tableStart, heads));
  return true;
}

function retyped(tr, grid, start, heads) {
  grid.forEach((line, offset, at) => line.forEach((one, place) => {
    const wanted = at < heads ? header : cell;
    if (one.type !== wanted) tr.setNodeMarkup(start + offset + 1 + place, wanted, one.attrs);
  }));
  return tr;
}

// Over a row of the header comes one more of it.
function rowAbove(state, dispatch) {
  if (!isInTable(state)) return false;
  const { table: grid, tableStart, top } = selectedRect(state), heads = headsOf(grid);
  return addRowBefore(state, dispatch && ((tr) => dispatch(top < heads ? retyped(tr, tr.doc.nodeAt(tableStart - 1), tableStart, heads + 1) : tr)));
}

const even = (count) => Array(count).fill(WHOLE / count);
const widthsOf = (grid, count) => grid.attrs.widths || even(count);
const setWidths = (tr, start, widths) => tr.setNodeAttribute(start - 1, "widths", widths && shares(widths));

// A column more or fewer changes the widths with it.
const column = (run, change) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  const rect = selectedRect(state), { widths } = rect.table.attrs;
  return run(state, dispatch && ((tr) => {
    if (widths) { const made = [...widths]; change(made, rect, WHOLE / widths.length); setWidths(tr, rect.tableStart, made); }
    dispatch(tr);
  }));
};

// The border to the next column moves; that of the last column is the one before it.
function moved(widths, border, by) {
  const made = [...widths];
  made[border - 1] += by;
  made[border] -= by;
  return made[border - 1] >= LEAST && made[border] >= LEAST ? made : null;
}

const widen = (step) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { table: grid, map, tableStart, right } = selectedRect(state), isLast = right === map.width;
  const made = map.width > 1 && moved(widthsOf(grid, map.width), isLast ? right - 1 : right, isLast ? -step : step);
  if (made && dispatch) dispatch(setWidths(state.tr, tableStart, made));
  return Boolean(made);
};

function evenly(state, dispatch) {
  if (!isInTable(state)) return false;
  const { table: grid, tableStart } = selectedRect(state);
  if (grid.attrs.widths && dispatch) dispatch(setWidths(state.tr, tableStart, null));
  return Boolean(grid.attrs.widths);
}

export const acts = {
  above: rowAbove, below: addRowAfter, dropRow: deleteRow, dropTable: deleteTable, header: toggleHeader, merge: merge, split: splitCell,
  left: column(addColumnBefore, (widths, rect, mean) => widths.splice(rect.left, 0, mean)),
  right: column(addColumnAfter, (widths, rect, mean) => widths.splice(rect.right, 0, mean)),
  dropColumn: column(deleteColumn, (widths, rect) => widths.splice(rect.left, rect.right - rect.left)),
  wider: widen(STEP), narrower: widen(-STEP), even: evenly,
};

export function insert(state, dispatch) {
  if (isInTable(state)) return false;
  const rowOf = (type) => row.create(null, [1, 2, 3].map(() => type.create()));
  const made = table.create(null, [rowOf(header), rowOf(cell), rowOf(cell)]);
  if (dispatch) {
    const top = state.selection.$from.node(1), isEmpty = top.isTextblock && !top.content.size;
    const at = isEmpty ? state.selection.$from.before(1) : state.selection.$from.after(1);
    const tr = isEmpty ? state.tr.replaceWith(at, at + top.nodeSize, made) : state.tr.insert(at, made);
    if (at + made.nodeSize >= tr.doc.content.size) tr.insert(at + made.nodeSize, paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 3))).scrollIntoView());
  }
  return true;
}

export function down(state, dispatch) {
  const { map, tableStart, left, bottom } = selectedRect(state);
  if (bottom >= map.height || !dispatch) return;
  const at = tableStart + map.map[bottom * map.width + left];
  dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(at + 1))).scrollIntoView());
}

const tab = (direction) => (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(direction)(state, dispatch, view)) return true;
  if (direction < 0) return true;
  addRowAfter(state, dispatch);
  return goToNextCell(1)(view.state, dispatch, view);
};

// Shift and an arrow from within a cell: this one and the next are selected; from there the library goes on.
const extend = (axis, step) => (state, dispatch) => {
  const { $head } = state.selection;
  if (!isInTable(state) || state.selection instanceof CellSelection) return false;
  if (axis === "horiz" && $head.parentOffset !== (step > 0 ? $head.parent.content.size : 0)) return false;
  const $cell = state.doc.resolve($head.before()), start = $cell.start(-1), next = TableMap.get($cell.node(-1)).nextCell($cell.pos - start, axis, step);
  if (next === null) return false;
  if (dispatch) dispatch(state.tr.setSelection(CellSelection.create(state.doc, $cell.pos, start + next)).scrollIntoView());
  return true;
};

export const tableKeys = {
  "Mod-Alt-m": merge, "Mod-Alt-u": splitCell, "Alt-Shift-ArrowRight": widen(STEP), "Alt-Shift-ArrowLeft": widen(-STEP), Tab: tab(1), "Shift-Tab": tab(-1),
  "Shift-ArrowDown": extend("vert", 1), "Shift-ArrowUp": extend("vert", -1), "Shift-ArrowRight": extend("horiz", 1), "Shift-ArrowLeft": extend("horiz", -1),
};

// The header is whole rows at the beginning, with all that its cells reach into; there are as many widths as columns.
const tidied = new WeakSet();
export function tidyTable(tr, grid, at) {
  if (tidied.has(grid)) return;
  tidied.add(grid);
  retyped(tr, grid, at + 1, headsOf(grid));
  const { widths } = grid.attrs, count = TableMap.get(grid).width;
  if (widths && widths.length !== count) setWidths(tr, at + 1, Array.from({ length: count }, (_, one) => widths[one] || WHOLE / count));
}

const drawColumns = (columns, widths) => columns.replaceChildren(...(widths || []).map((one) => Object.assign(document.createElement("col"), { width: one / 10 + "%" })));

export function tableView(node) {
  const dom = document.createElement("table"), columns = dom.appendChild(document.createElement("colgroup"));
  drawColumns(columns, node.attrs.widths);
  return {
    dom: dom, contentDOM: dom.appendChild(document.createElement("tbody")),
    update(next) {
      if (next.type !== node.type) return false;
      if (next.attrs.widths !== node.attrs.widths) drawColumns(columns, next.attrs.widths);
      node = next;
      return true;
    },
    ignoreMutation: (record) => record.type !== "selection" && (record.target === dom || columns.contains(record.target)),
  };
}

// {start, count, border, dom} where the mouse is at a border between two columns.
function borderAt(view, event) {
  const place = event.target.closest && event.target.closest("td, th");
  if (!place || !view.dom.contains(place)) return null;
  const box = place.getBoundingClientRect(), isRight = box.right - event.clientX < NEAR;
  if (!isRight && event.clientX - box.left >= NEAR) return null;
  const $at = view.state.doc.resolve(view.posAtDOM(place, 0)), start = $at.start(-2), map = TableMap.get($at.node(-2));
  const rect = map.findCell($at.before() - start), border = isRight ? rect.right : rect.left;
  return border > 0 && border < map.width ? { start: start, count: map.width, border: border, dom: place.closest("table") } : null;
}

export const resizing = new Plugin({
  props: {
    handleDOMEvents: {
      mousemove(view, event) { if (!event.buttons) view.dom.parentNode.classList.toggle("text-resizing", Boolean(borderAt(view, event))); },
      mouseleave(view, event) { if (!event.buttons) view.dom.parentNode.classList.remove("text-resizing"); },
      mousedown(view, event) {
        const found = event.button === 0 && borderAt(view, event);
        if (!found) return false;
        event.preventDefault();
        drag(view, found, event.clientX);
        return true;
      },
    },
  },
});

function drag(view, found, from) {
  const grid = view.state.doc.nodeAt(found.start - 1), widths = widthsOf(grid, found.count), whole = found.dom.getBoundingClientRect().width;
  let made = null;
  const move = (event) => {
    const by = ((event.clientX - from) / whole) * WHOLE;
    made = moved(widths, found.border, Math.min(Math.max(by, LEAST - widths[found.border - 1]), widths[found.border] - LEAST)) || made;
    if (made) drawColumns(found.dom.querySelector("colgroup"), made);
  };
  const end = () => {
    window.removeEventListener("mousemove", move);
    window.removeEventListener("mouseup", end);
    if (made && view.state.doc.nodeAt(found.start - 1) === grid) view.dispatch(setWidths(view.state.tr, found.start, made));
    else drawColumns(found.dom.querySelector("colgroup"), grid.attrs.widths);
  };
  window.addEventListener("mousemove", move);
  window.addEventListener("mouseup", end);
}
