// The tables of Word, WPS, Excel and web pages as rows of cells: what is merged stays so, and so do the widths.
import { HEADS } from "./schema.js";

const SPAN = 100;
const UNITS = { pt: 4 / 3, px: 1, cm: 37.8, mm: 3.78, in: 96 };

// {rows: [[{words, across, down}]], heads, widths} of a table without its nested ones; `words` reads a cell.
export function readTable(one, words) {
  const all = [...one.rows].filter((row) => row.closest("table") === one), lines = all.filter((row) => !isRuler(row));
  const taken = lines.map(() => []), rows = lines.map((row, y) => [...row.cells].map((cell) => placed(cell, taken, y, words)));
  // Pages write colspan=100 for "all of them": there are as many columns as cells begin in.
  const width = rows.flat().reduce((most, cell) => Math.max(most, cell.column + 1), 1);
  rows.flat().forEach((cell) => { cell.across = Math.min(cell.across, width - cell.column); });
  rows.forEach((row, y) => { for (let x = 0; x < width; x++) if (!taken[y][x]) row.push({ words: "", across: 1, down: 1, column: x }); });
  return { rows: rows, heads: headsOf(lines, rows), widths: widthsOf(one, all, rows, width), columns: width };
}

// Word ends a table of merged cells with a row that is not seen and only holds the widths.
const isRuler = (row) => row.getAttribute("height") === "0" && !row.textContent.trim();

// A cell in the first free place of its row; it ends where another one is in its way.
function placed(cell, taken, y, words) {
  let column = 0, across = 0;
  while (taken[y][column]) column += 1;
  const down = Math.min(cell.rowSpan || taken.length, taken.length - y), most = Math.min(cell.colSpan, SPAN);
  while (across < most && !taken[y][column + across]) across += 1;
  for (let row = y; row < y + down; row++) for (let at = column; at < column + across; at++) taken[row][at] = true;
  return { words: words(cell), across: across, down: down, column: column, width: widthOf(cell) };
}

function widthOf(cell) {
  const style = /(?:^|[;"'\s])width\s*:\s*([\d.]+)(pt|px|cm|mm|in)/i.exec(cell.dataset.style || "");
  return parseFloat(cell.getAttribute("width")) || (style ? parseFloat(style[1]) * UNITS[style[2].toLowerCase()] : 0);
}

// Of the cells in one column alone, of the row that only measures, of <col>; what is left over of merged ones.
function widthsOf(one, all, rows, count) {
  const known = Array(count).fill(0), keep = (at, width) => { if (at < count && !known[at]) known[at] = width; };
  const ruler = all.find(isRuler), cells = rows.flat();
  if (ruler) [...ruler.cells].forEach((cell, at) => keep(at, widthOf(cell)));
  cells.filter((cell) => cell.across === 1).forEach((cell) => keep(cell.column, cell.width || 0));
  let at = 0;
  one.querySelectorAll(":scope > col, :scope > colgroup > col").forEach((col) => { for (let more = 0; more < Math.min(col.span, SPAN); more++) keep(at++, widthOf(col)); });
  cells.filter((cell) => cell.across > 1 && cell.width).forEach((cell) => {
    const own = known.slice(cell.column, cell.column + cell.across), unknown = own.filter((width) => !width).length;
    const left = cell.width - own.reduce((sum, width) => sum + width, 0);
    if (left > 0) own.forEach((width, more) => keep(cell.column + more, left / unknown));
  });
  return known.every(Boolean) ? known : null;
}

// Rows are a header by their markup; the first ones also because all of their words are bold, as Word's own styles make them.
function headsOf(lines, rows) {
  const count = (is) => { const found = lines.findIndex((row) => !is(row)); return found < 0 ? lines.length : found; };
  let heads = count(isMarked);
  if (!heads && (heads = count(isBold)) === lines.length) heads = Math.min(1, heads);
  for (let at = 0; at < heads && at < rows.length; at++) rows[at].forEach((cell) => { heads = Math.max(heads, at + cell.down); });
  return heads < rows.length && heads <= HEADS ? heads : 0;
}

const isMarked = (row) => row.parentElement.tagName === "THEAD" || (row.cells.length > 0 && [...row.cells].every((cell) => cell.tagName === "TH"));

function isBold(row) {
  const bold = (one) => /^(B|STRONG)$/.test(one.tagName) || /font-weight\s*:\s*(bold|[6-9]00)/i.test(one.dataset.style || "");
  const whole = (cell) => cell.textContent.trim() && [cell, ...cell.querySelectorAll("*")].some((one) => bold(one) && one.textContent.trim() === cell.textContent.trim());
  return row.cells.length > 0 && [...row.cells].every(whole);
}

export function drawTable(block, body) {
  const table = body.parentElement, make = (name, parent) => parent.appendChild(body.ownerDocument.createElement(name));
  if (block.widths) table.dataset.widths = block.widths.join(" ");
  block.rows.forEach((row, at) => {
    const line = make("tr", body);
    row.forEach((cell) => Object.assign(make(at < block.heads ? "th" : "td", line), { textContent: cell.words, colSpan: cell.across, rowSpan: cell.down }));
  });
}
