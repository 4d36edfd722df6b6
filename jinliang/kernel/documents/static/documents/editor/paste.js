// What comes from Word, WPS, Excel or a web page, cut down to what official text may consist of.
import { Fragment, Slice } from "../../vendor/prosemirror.min.js";
import { levelOf, parted } from "./levels.js";
import { drawTable, readTable } from "./pasted_tables.js";
import { schema } from "./schema.js";

const CELLS = 20000;
const NOTE = /^注\s*[:：]\s*/;
const SKIPPED = new Set(["SCRIPT", "STYLE", "META", "LINK", "TITLE", "HEAD", "XML", "TEMPLATE", "DEL", "NOSCRIPT", "IFRAME", "O:P"]);
const PICTURES = new Set(["IMG", "PICTURE", "SVG", "CANVAS", "OBJECT", "EMBED", "VIDEO", "V:SHAPE", "V:IMAGEDATA"]);
const PARTS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "UL", "OL", "DL", "DT", "DD", "BLOCKQUOTE", "SECTION", "ARTICLE", "HEADER", "FOOTER", "CENTER", "PRE", "TR", "TD"]);
const BULLETS = /^[·•●○■□◆◇➢➤✓√Ølnuüo§*–—-]$/;

// HTML that the schema reads without loss. `tell` is called with what was left out.
export function cleaned(html, tell) {
  if (/data-pm-slice/.test(html)) return html;
  // Styles are only looked at, never applied: under another name they are nobody's business but ours.
  const still = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^>]*?)\sstyle\s*=/gi, "$1 data-style=");
  const page = new DOMParser().parseFromString(still, "text/html");
  const found = { blocks: [], words: "", pictures: 0, cells: 0 };
  walk(page.body, found, {});
  flush(found, {});
  told(found, tell);
  if (found.cells > CELLS) return "";
  const out = page.implementation.createHTMLDocument("").body;
  found.blocks.forEach((block) => draw(block, out));
  return out.innerHTML;
}

function told(found, tell) {
  const words = [];
  if (found.pictures) words.push(found.pictures + " 张图片没有粘贴：图片不能放进公文正文，请作为附件上传");
  if (found.cells > CELLS) words.splice(0, 9, "表格有 " + found.cells + " 格，超过 " + CELLS + " 格，没有粘贴：请分成几份附件，或附电子表格");
  if (words.length) tell(words.join("；"));
}

function walk(node, found, context) {
  for (const child of node.childNodes) {
    if (child.nodeType === 3) found.words += child.data;
    else if (child.nodeType === 1) element(child, found, context);
  }
}

function element(one, found, context) {
  const name = one.tagName.toUpperCase(), style = (one.dataset && one.dataset.style) || "";
  if (SKIPPED.has(name) || /msoDel/.test(one.className) || /display\s*:\s*none/i.test(style)) return;
  if (PICTURES.has(name)) { found.pictures += 1; return; }
  if (name === "BR") { flush(found, context); return; }
  if (name === "TABLE") { flush(found, context); table(one, found); return; }
  if (/mso-list\s*:\s*ignore/i.test(style)) { found.label = one.textContent.replace(/[\s\u00a0]+/g, ""); return; }
  if (!PARTS.has(name)) { walk(one, found, context); return; }
  flush(found, context);
  const inside = Object.assign({}, context);
  if (/^H[1-6]$/.test(name)) inside.level = Math.min(Number(name[1]), 4);
  if (name === "UL" || name === "OL") inside.list = name;
  if (name === "LI") inside.item = inside.list || "UL";
  walk(one, found, inside);
  flush(found, inside);
}

// Source lines are broken anywhere: between Chinese characters a break is nothing, elsewhere a blank.
const tidy = (words) => words.replace(/[ \t]*[\r\n]+[ \t]*/g, "\n").replace(/([\u2e80-\uffef])\n(?=[\u2e80-\uffef])/g, "$1").replace(/[\s\u00a0]+/g, " ").trim();

function flush(found, context) {
  let words = tidy(found.words), item = context.item;
  const label = found.label || "";
  found.words = found.label = "";
  if (!words) return;
  if (label && BULLETS.test(label)) item = "UL";
  else if (label && levelOf(label + words)) words = label + words;
  else if (/^\d+[)）]$/.test(label)) item = "OL";
  else words = label + words;
  found.blocks.push(block(words, item, context.level || 0));
}

function block(words, item, level) {
  if (item && !levelOf(words)) return { kind: item, words: words };
  if (NOTE.test(words)) return { kind: "note", words: words.replace(NOTE, "") };
  const heading = parted(words);
  if (heading) return Object.assign({ kind: "heading" }, heading);
  return level ? { kind: "heading", level: levelOf(words) || level, head: words, rest: "" } : { kind: "p", words: words };
}

function table(one, found) {
  const { rows, heads, widths, columns } = readTable(one, (cell) => words(cell, found)), only = rows.flat();
  found.cells += columns * rows.length;
  if (only.length === 1) { if (only[0].words) found.blocks.push(block(only[0].words, "", 0)); return; }
  if (only.length) found.blocks.push({ kind: "table", rows: rows, heads: heads, widths: widths });
}

function words(cell, found) {
  const inside = { blocks: [], words: "", pictures: 0, cells: 0 };
  walk(cell, inside, {});
  flush(inside, {});
  found.pictures += inside.pictures;
  const of = (one) => (one.kind === "table" ? one.rows.flat().map((cell) => cell.words).filter(Boolean).join(" ") : one.head ? one.head + one.rest : one.words);
  return inside.blocks.map(of).join(" ").trim();
}

function draw(block, out) {
  const make = (name, words, parent) => { const made = parent.appendChild(out.ownerDocument.createElement(name)); made.textContent = words; return made; };
  if (block.kind === "UL" || block.kind === "OL") {
    const last = out.lastElementChild;
    make("li", block.words, last && last.tagName === block.kind ? last : make(block.kind, "", out));
  } else if (block.kind === "table") {
    drawTable(block, make("tbody", "", make("table", "", out)));
  } else if (block.kind === "heading") {
    const heading = make("h" + (block.level + 2), block.head, out);
    if (block.rest) make("span", block.rest, heading).className = "text-rest";
  } else {
    const line = make("p", block.words, out);
    if (block.kind === "note") line.className = "text-note";
  }
}

// Plain words, each line a paragraph.
export function typed(plain) {
  const nodes = plain.split(/[\r\n]+/).map(tidy).filter(Boolean).map((line) => node(block(line, "", 0)));
  return new Slice(Fragment.from(nodes), nodes.length ? 1 : 0, nodes.length ? 1 : 0);
}

function node(block) {
  if (block.kind !== "heading") return schema.node(block.kind === "note" ? "note" : "paragraph", null, schema.text(block.words));
  const rest = block.rest ? [schema.text(block.rest, [schema.mark("rest")])] : [];
  return schema.node("heading", { level: block.level }, [schema.text(block.head), ...rest]);
}
