// What official text may consist of; jinliang/kernel/documents/editor.py holds what is sent to the same.
import { Schema, tableNodes } from "../../vendor/prosemirror.min.js";

const heading = (level) => ({ tag: "h" + (level + 2), attrs: { level: level } });
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
    table: tables.table,
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

// The document as it is sent: a table has no spans, and its header is its whole first row or nothing.
export function drawn(doc) {
  const given = doc.toJSON();
  given.content = given.content.map((node) => (node.type === "table" ? table(node) : node));
  return JSON.stringify(given);
}

function table(node) {
  const isHeaded = node.content[0].content.every((cell) => cell.type === "table_header");
  const row = (one, at) => ({ type: "table_row", content: one.content.map((cell) => plain(cell, isHeaded && at === 0)) });
  return { type: "table", content: node.content.map(row) };
}

function plain(cell, isHeader) {
  const made = { type: isHeader ? "table_header" : "table_cell" };
  if (cell.content) made.content = cell.content;
  return made;
}
