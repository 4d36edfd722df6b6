// Changes arrive by themselves: one stream in a shared worker, or, where there is none, in the tab that is looked at.
(function () {
  "use strict";
  const worker = document.currentScript.dataset.worker;
  const toasts = document.getElementById("jl-toasts");

  function hear(name, data) {
    if (name === "notice") {
      const notice = JSON.parse(data);
      show(notice);
      ring(notice.urgent ? 5 : 1);
    }
    if (name !== "end") document.body.dispatchEvent(new CustomEvent("jl:refresh"));
  }

  // ---- a toast that leads to what happened; urgent ones stay
  function show(notice) {
    const toast = document.createElement("div");
    toast.className = "jl-toast" + (notice.urgent ? " fault" : "");
    const link = Object.assign(document.createElement("a"), { href: notice.url, textContent: notice.title });
    const inside = document.createElement("div");
    inside.append(link);
    const close = Object.assign(document.createElement("button"), { type: "button", className: "jl-x", textContent: "×" });
    close.dataset.jlDismiss = "";
    close.setAttribute("aria-label", "关闭");
    toast.append(inside, close);
    toasts.append(toast);
    if (!notice.urgent) setTimeout(() => toast.remove(), 12000);
  }

  // ---- a short tone, an urgent notice five, when the person armed it: a browser plays none before a click
  let audio = null;
  function ring(times) {
    if (localStorage.jl_sound !== "1" || !audio) return;
    for (let at = 0; at < times; at += 1) sound(audio.currentTime + at * 0.6);
  }
  function sound(at) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = 880;
    gain.gain.setValueAtTime(0.12, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.35);
  }
  document.addEventListener("click", () => {
    if (!audio && localStorage.jl_sound === "1" && window.AudioContext) audio = new AudioContext();
  });

  if (window.SharedWorker) {
    const port = new SharedWorker(worker, { name: "jl-live" }).port;
    port.onmessage = (message) => hear(message.data.name, message.data.data);
    port.start();
    port.postMessage({ age: Math.round(performance.now()) });
    addEventListener("pagehide", () => port.postMessage("leave"));
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-jl-sign-out]")) port.postMessage("sign-out");
    });
  } else {
    let source = null;
    const tune = () => {
      if (document.hidden && source) { source.close(); source = null; }
      if (!document.hidden && !source) {
        source = new EventSource("/sse");
        for (const name of ["notice", "desk", "end"]) source.addEventListener(name, (event) => hear(name, event.data));
        source.addEventListener("end", () => source.close());
      }
    };
    document.addEventListener("visibilitychange", tune);
    tune();
  }
})();
