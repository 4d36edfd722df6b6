// The signs of the four levels, 一、（一）1.（1）: GB/T 9704 7.3.3. The shape of a heading is that of text.py.
const NUMERALS = "零一二三四五六七八九";
const SIGNS = [/^[一二三四五六七八九十百]+、/, /^（[一二三四五六七八九十百]+）/, /^\d{1,2}[.．](?!\d)/, /^（\d{1,2}）/];
const LINE = 26, ENDS = /[。；！？]/;

export const levelOf = (words) => SIGNS.findIndex((sign) => sign.test(words)) + 1;
export const unsigned = (words) => { const level = levelOf(words); return level ? words.replace(SIGNS[level - 1], "") : words; };
export const signLength = (words) => words.length - unsigned(words).length;

// {level, head, rest} where `words` have the sign and the shape of a heading.
export function parted(words) {
  const level = levelOf(words);
  if (!level) return null;
  const stop = words.indexOf("。");
  if (stop < 0) return words.length <= LINE && !ENDS.test(words) ? { level: level, head: words, rest: "" } : null;
  const head = words.slice(0, stop), rest = words.slice(stop + 1).trim();
  if (!rest || head.length > LINE || ENDS.test(head)) return null;
  const lengths = unsigned(head).split(/[，,]/).map((clause) => clause.length);
  return Math.max(...lengths) - Math.min(...lengths) <= 2 ? { level: level, head: head + "。", rest: rest } : null;
}

export function chinese(n) {
  const tens = Math.floor(n / 10), ones = n % 10;
  if (!tens) return NUMERALS[n];
  return (tens > 1 ? NUMERALS[tens] : "") + "十" + (ones ? NUMERALS[ones] : "");
}

export const sign = (level, n) => [chinese(n) + "、", "（" + chinese(n) + "）", n + ".", "（" + n + "）"][level - 1];

// The level at which a block stands, be it a heading or a numbered sentence.
const standing = (node) => (node.type.name === "heading" ? node.attrs.level : node.type.name === "paragraph" ? levelOf(node.textContent) : 0);

// How many of `level` stand before the block number `index` since the last of a higher level.
export function before(doc, index, level) {
  let count = 0;
  for (let at = 0; at < index; at++) {
    const found = standing(doc.child(at));
    if (found && found < level) count = 0;
    if (found === level) count += 1;
  }
  return count;
}

// [position, length of the old sign, new sign] for every block whose sign is not that of its place.
export function misnumbered(doc) {
  const counts = [0, 0, 0, 0, 0], found = [];
  doc.forEach((node, offset) => {
    const words = node.textContent, level = standing(node);
    if (!level || levelOf(words) !== level) return;
    counts[level] += 1;
    counts.fill(0, level + 1);
    const right = sign(level, counts[level]), length = signLength(words);
    if (words.slice(0, length).replace("．", ".") !== right) found.push([offset + 1, length, right]);
  });
  return found;
}
