// A draft that neither a time-out nor a lost network takes: on the server every few seconds, in this tab at once.
const AFTER = 2500;
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

export const post = (url, fields) => fetch(url, { method: "POST", body: fields, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
const form = (fields) => { const made = new FormData(); Object.entries(fields).forEach(([name, value]) => made.append(name, value)); return made; };

// `written()` is the document as it is sent; `show(words, isFault)` tells the person.
export function saving(place, written, show) {
  const url = place.dataset.draft, key = "drawn:" + (url || place.dataset.name), basedOn = place.querySelector("[data-based-on]");
  let timer, sent = written(), isSubmitting = false, isRefused = false;

  const fields = () => form({ text_drawn: written(), based_on: basedOn.value, csrfmiddlewaretoken: token() });
  const keep = () => {
    const text = written();
    if (!url || text === sent || isSubmitting) return;
    post(url, fields())
      .then((answer) => {
        if (answer.redirected || answer.status === 401 || answer.status === 403) throw new Error("登录已过期：内容已留在本页，请在新窗口登录后继续");
        isRefused = answer.status === 422;
        if (!answer.ok && !isRefused) throw new Error("草稿未能保存：内容已留在本页，请稍后再试");
        return answer.json();
      })
      .then((told) => {
        if (told.refusal) throw new Error("草稿没有保存：" + told.refusal);
        sent = text;
        sessionStorage.removeItem(key);
        show(told.words, false);
        if (told.newer) warn(told);
      })
      .catch((fault) => {
        show(fault instanceof TypeError ? "网络中断：内容已留在本页，恢复后自动保存" : fault.message, true);
        if (!isRefused) timer = setTimeout(keep, 4 * AFTER);
      });
  };
  // Somebody else has saved meanwhile: said while one writes, not only when one saves.
  const warn = (told) => {
    const note = place.querySelector("[data-text-newer]");
    const stale = place.querySelector("[data-text-stale]");
    if (stale && stale.querySelector("a")) return;
    if (stale) stale.hidden = true;
    note.querySelector("span").textContent = told.newer;
    note.hidden = false;
  };
  // The other's changes are brought into this page, so that nothing else that was typed here is left behind.
  const join = (put) => post(url, fields())
    .then(() => fetch(place.dataset.join, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" }, credentials: "same-origin" }))
    .then((answer) => { if (!answer.ok || answer.redirected) throw new Error("没有合并：请稍后再试"); return answer.json(); })
    .then((joined) => {
      basedOn.value = joined.based_on;
      put(joined.document);
      place.querySelectorAll("[data-text-stale], [data-text-newer]").forEach((note) => { note.hidden = true; note.removeAttribute("data-text-stale"); });
      show(joined.words, false);
    })
    .catch((fault) => show(fault instanceof TypeError ? "网络中断，没有合并" : fault.message, true));
  const submitting = (event) => {
    if (event.defaultPrevented) return;
    isSubmitting = true;
    clearTimeout(timer);
    // A refused form stays on the page when htmx sent it: typing goes on being kept.
    setTimeout(() => { isSubmitting = false; }, 3000);
    sessionStorage.setItem(key, written());
    sessionStorage.setItem(key + ":sent", basedOn.value);
  };
  if (basedOn.form) basedOn.form.addEventListener("submit", submitting);
  window.addEventListener("pagehide", () => {
    if (url && !isSubmitting && !isRefused && written() !== sent) navigator.sendBeacon(url, fields());
  });
  return {
    join: join,
    // What was sent is only done with when the page comes back with a newer version.
    left() {
      const sentOn = sessionStorage.getItem(key + ":sent");
      sessionStorage.removeItem(key + ":sent");
      if (sentOn !== null && sentOn !== basedOn.value) sessionStorage.removeItem(key);
      return sessionStorage.getItem(key);
    },
    // What a refused page brought back is a draft too, though nobody has typed since.
    unsent() { sent = ""; keep(); },
    changed() {
      sessionStorage.setItem(key, written());
      clearTimeout(timer);
      timer = setTimeout(keep, AFTER);
    },
  };
}
