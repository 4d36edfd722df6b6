// The kind of every element of a page that is drawn. Two are of one kind where they agree in all that a rule of axe
// asks: tag, classes, role, state and every other attribute (of words and references: whether they are there and lead
// somewhere), how they are drawn, whether they have text of their own; all of this for each ancestor too; and of what
// is inside them, whether it names them, whether it takes the keyboard, and what the children are.
(() => {
  const DRAWN = [
    "color", "backgroundColor", "backgroundImage", "fontSize", "fontWeight", "opacity", "display", "visibility",
    "position", "float", "overflowX", "overflowY", "textDecorationLine", "textShadow", "borderBottomWidth", "filter",
  ];
  const REFERENCE = /^(for|headers|list|aria-(labelledby|describedby|controls|owns|activedescendant|errormessage|details|flowto))$/;
  const WORDS = /^(alt|title|placeholder|value|label|summary|href|src|srcdoc|aria-(label|description|roledescription|valuetext|placeholder))$/;
  const WHOLE = /^(class|role|type|lang|xml:lang|dir|tabindex|scope|autocomplete|style|rel|target|contenteditable|aria-.*)$/;
  const NO_MATTER = /^(data|hx|sse)-/;
  const KEYBOARD = "a[href], :enabled, summary, iframe, [tabindex], [contenteditable]";
  const root = document.documentElement;
  const found = new Map();

  const number = (text) => {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
    }
    one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
    two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
    return 4294967296 * (2097151 & two) + (one >>> 0);
  };
  const filled = (text) => (text && text.trim() ? 1 : 0);
  const different = (all) => [...new Set(all)].sort();
  // One character is not enough for axe to judge its contrast.
  const words = (element) =>
    Math.min(2, [...element.childNodes].map((one) => (one.nodeType === 3 ? one.data : "")).join("").trim().length);
  const leads = (ids) =>
    ids.split(/\s+/).map((id) => {
      const there = id && document.getElementById(id);
      return there ? 1 + filled(there.textContent || there.getAttribute("aria-label")) : 0;
    });
  const attribute = ({ name, value }) => {
    if (NO_MATTER.test(name)) return "";
    if (REFERENCE.test(name)) return `${name}=${leads(value)}`;
    if (WORDS.test(name)) return `${name}=${value[0] === "#" ? leads(value.slice(1)) : filled(value)}`;
    return WHOLE.test(name) ? `${name}=${value}` : name;
  };
  const page = () => [
    filled(document.title),
    innerWidth,
    ...[...document.querySelectorAll("meta[name=viewport], meta[http-equiv]")].map((one) => one.outerHTML),
    ...["main, [role=main]", "h1, h2", "iframe", "a[href^='#']"].map((one) => Boolean(document.querySelector(one))),
  ];
  const special = (element, inside) => {
    if (element === root) return page();
    if (element.localName === "dl") return inside.map((one) => `${one.is}(${one.row})`);
    if (element.localName === "tr") return inside.map((one) => one.is);
    if (element.localName === "table") return different([...element.rows].map((one) => different([...one.cells].map((cell) => cell.localName))));
    return [...(element.labels || [])].map((one) => filled(one.textContent));
  };

  const walk = (element, above) => {
    const style = getComputedStyle(element);
    if (style.display === "none" && element !== root) return null;
    const own = words(element);
    const said = [element.localName, own, ...[...element.attributes].map(attribute).sort()];
    const self = number([above, ...said, ...DRAWN.map((one) => style[one])].join("|"));
    const inside = [...element.children].map((child) => walk(child, self)).filter(Boolean);
    const named = ["aria-label", "alt", "title"].some((name) => filled(element.getAttribute(name)));
    const says = Boolean(own) || named || inside.some((one) => one.says);
    const takes = inside.some((one) => one.takes);
    const row = different(inside.map((one) => one.is));
    const twice = element.id && document.querySelectorAll(`[id="${CSS.escape(element.id)}"]`).length > 1;
    const rolls =
      style.overflowY !== "visible" &&
      (element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth);
    const kind = number([self, says, takes, row, twice, rolls, special(element, inside)].join("|"));
    found.set(element, kind);
    return {
      row,
      says: says && element.getAttribute("aria-hidden") !== "true",
      takes: takes || element.matches(KEYBOARD),
      is: `${element.localName}:${element.getAttribute("role") || ""}`,
    };
  };
  walk(root, 0);
  return found;
})()
