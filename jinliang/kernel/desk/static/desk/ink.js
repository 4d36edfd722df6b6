// The pad for an opinion written by hand: strokes of whole numbers, two to a pixel, into the form's field "ink".
(function () {
  "use strict";
  const MOST_POINTS = 8000, WIDEST = 720, HIGH = 220;

  document.querySelectorAll("[data-jl-ink]").forEach((part) => {
    const field = part.querySelector("input[name=ink]");
    const pad = part.querySelector(".pad"), canvas = part.querySelector("canvas"), pen = canvas.getContext("2d");
    const open = part.querySelector("[data-jl-ink-open]"), told = part.querySelector("[role=status]");
    const undo = part.querySelector("[data-jl-ink-undo]"), clear = part.querySelector("[data-jl-ink-clear]");
    let strokes = [], drawing = null;
    part.hidden = false;

    function size() {
      if (strokes.length) return;
      canvas.width = 2 * Math.round(Math.min(pad.clientWidth || 320, WIDEST));
      canvas.height = 2 * HIGH;
    }
    function draw() {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = 5; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#111";
      strokes.forEach((stroke) => {
        pen.beginPath();
        pen.moveTo(stroke[0], stroke[1]);
        for (let at = 0; at < stroke.length; at += 2) pen.lineTo(stroke[at], stroke[at + 1]);
        pen.stroke();
      });
    }
    function keep() {
      field.value = strokes.length ? JSON.stringify({ strokes: strokes }) : "";
      undo.disabled = clear.disabled = !strokes.length;
      told.textContent = strokes.length ? strokes.length + " 笔" : "";
      draw();
    }
    const points = () => strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);
    function place(event) {
      const box = canvas.getBoundingClientRect();
      const along = (from, length, sides) => Math.max(0, Math.min(sides, Math.round((from / length) * sides)));
      return [along(event.clientX - box.left, box.width, canvas.width), along(event.clientY - box.top, box.height, canvas.height)];
    }
    function show(is_open) {
      pad.hidden = !is_open;
      open.setAttribute("aria-expanded", is_open);
      if (is_open) { size(); draw(); }
    }

    open.addEventListener("click", () => show(pad.hidden));
    canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button) return;
      if (points() >= MOST_POINTS) { told.textContent = "写满了，请改为输入文字"; return; }
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      drawing = place(event);
      strokes.push(drawing);
      draw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [event];
      (all.length ? all : [event]).forEach((one) => {
        const [x, y] = place(one), last = drawing.length;
        // Nothing is lost to the eye by what moved less than two pixels.
        if (Math.abs(x - drawing[last - 2]) + Math.abs(y - drawing[last - 1]) >= 4 && points() < MOST_POINTS) drawing.push(x, y);
      });
      draw();
    });
    const lift = () => { if (drawing) { drawing = null; keep(); } };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    undo.addEventListener("click", () => { strokes.pop(); keep(); });
    clear.addEventListener("click", () => { strokes = []; size(); keep(); });
    part.closest("form").addEventListener("submit", lift);

    // What a refused page brings back.
    try { strokes = JSON.parse(field.value).strokes || []; } catch { strokes = []; }
    if (strokes.length) {
      const sides = (axis) => strokes.flat().filter((_, at) => at % 2 === axis);
      canvas.width = Math.max(320, ...sides(0)) + 10;
      canvas.height = Math.max(2 * HIGH, ...sides(1));
      show(true);
      keep();
    }
  });
})();
