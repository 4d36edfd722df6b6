// What official text may consist of; jinliang/kernel/documents/editor.py holds what is sent to the same.
import { Schema, tableNodes } from "../../vendor/prosemirror.min.js";

const heading = (level) => ({ tag: "h" + (level + 2), attrs: { level: level } });
// Widths are thousandths of the table.
export const WHOLE = 1000;
export const shares = (widths) => { const total = widths.reduce((sum, one) => sum + one, 0); return widths.map((one) => Math.max(1, Math.round((one * WHOLE) / total))); };
const columns = (widths) => ["colgroup", ...widths.map((one) => ["col", { width: one / 10 + "%" }])];
const tables = tableNodes({ tableGroup: "block", cellContent: "text*", cellAttributes: {} });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "text*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      content: "text*", group: "block", defining: true, attrs: { level: { default: 1 } },
      parseDOM: [heading(1), heading(2), heading(3), heading(4)],
      toDOM: (node) => ["h" + (node.attrs.level + 2), { class: "text-level-" + node.attrs.level }, 0],
    },
    note: { content: "text*", group: "block", defining: true, parseDOM: [{ tag: "p.text-note", priority: 60 }], toDOM: () => ["p", { class: "text-note" }, 0] },
    list: {
      content: "list_item+", group: "block", attrs: { ordered: { default: false } },
      parseDOM: [{ tag: "ul", attrs: { ordered: false } }, { tag: "ol", attrs: { ordered: true } }],
      toDOM: (node) => [node.attrs.ordered ? "ol" : "ul", 0],
    },
    list_item: { content: "text*", parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    table: Object.assign({}, tables.table, {
      attrs: { widths: { default: null } },
      parseDOM: [{ tag: "table", getAttrs: (made) => ({ widths: made.dataset.widths ? shares(made.dataset.widths.split(" ").map(Number)) : null }) }],
      toDOM: (node) => ["table", node.attrs.widths ? { "data-widths": node.attrs.widths.join(" ") } : {}, columns(node.attrs.widths || []), ["tbody", 0]],
    }),
    table_row: tables.table_row,
    table_cell: Object.assign({}, tables.table_cell, { marks: "" }),
    table_header: Object.assign({}, tables.table_header, { marks: "" }),
    text: {},
  },
  marks: {
    rest: { parseDOM: [{ tag: "span.text-rest" }], toDOM: () => ["span", { class: "text-rest" }, 0] },
    reference: {
      attrs: { href: {} }, inclusive: false,
      parseDOM: [{ tag: "a[href^='/']", getAttrs: (a) => (/^\/(?![/\\])/.test(a.getAttribute("href")) ? { href: a.getAttribute("href") } : false) }],
      toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }], toDOM: () => ["strong", 0] },
  },
});

// How many rows are the header of a table: whole rows at its beginning, with all that their cells reach into.
export const HEADS = 5;
export function headsOf(table) {
  const isHead = (row) => row.content.content.every((cell) => cell.type.name === "table_header");
  const { content: rows } = table.content;
  let heads = rows.findIndex((row) => !isHead(row));
  if (heads < 0) heads = rows.length;
  for (let at = 0; at < heads && at < rows.length; at++) rows[at].forEach((cell) => { heads = Math.max(heads, at + cell.attrs.rowspan); });
  return heads < rows.length && heads <= HEADS ? heads : 0;
}

// The document as it is sent: what is as it always is, is not said.
export function drawn(doc) {
  const given = doc.toJSON();
  given.content = given.content.map((node, at) => (node.type === "table" ? table(node, headsOf(doc.child(at))) : node));
  return JSON.stringify(given);
}

function table(node, heads) {
  const row = (one, at) => ({ type: "table_row", content: (one.content || []).map((cell) => plain(cell, at < heads)) });
  const made = { type: "table", content: node.content.map(row) };
  return node.attrs.widths ? Object.assign(made, { attrs: node.attrs }) : made;
}

function plain(cell, isHeader) {
  const made = { type: isHeader ? "table_header" : "table_cell" }, spans = Object.entries(cell.attrs).filter(([, size]) => size > 1);
  if (spans.length) made.attrs = Object.fromEntries(spans);
  if (cell.content) made.content = cell.content;
  return made;
}
