// Arrow keys turn the page.
(function () {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [tabindex='0']")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next", PageUp: "prev", PageDown: "next" }[event.key];
    const link = rel && document.querySelector("[data-file-reader] a[rel=" + rel + "]");
    if (link) { event.preventDefault(); link.click(); }
  });
})();
