// Pointing at a link, or reaching it by keyboard, shows what it leads to: a theorem, an equation, a figure, a word, a work.
// What there is to show stands in preview_targets.js, which is loaded when a reader first points at a link.
(() => {
  const root = document.documentElement.dataset.content_root || "./";
  const base = new URL(root, location.href).href;
  const DELAY = 250; // milliseconds: a pointer that only passes by opens nothing
  let box, link, timer, loading;

  function loaded() {
    loading ??= new Promise(resolve => {
      const script = document.createElement("script");
      script.src = `${base}_static/preview_targets.js`;
      script.addEventListener("load", () => resolve(window.PREVIEW_TARGETS));
      script.addEventListener("error", () => resolve({}));
      document.head.append(script);
    });
    return loading;
  }

  function keyOf(anchor) {
    const url = new URL(anchor.href);
    if (!url.hash || !url.href.startsWith(base)) return null;
    return decodeURIComponent(url.href.slice(base.length));
  }

  function makeBox() {
    box = document.createElement("div");
    box.className = "arntp-preview mathjax_ignore";
    box.id = "arntp-preview";
    box.setAttribute("role", "tooltip");
    box.hidden = true;
    box.addEventListener("mouseenter", () => clearTimeout(timer));
    box.addEventListener("mouseleave", later(hide));
    document.body.append(box);
  }

  const later = (action, ...given) => () => {
    clearTimeout(timer);
    timer = setTimeout(action, DELAY, ...given);
  };

  function place() {
    const at = link.getClientRects()[0], room = document.documentElement.clientWidth;
    box.style.left = `${scrollX + Math.max(8, Math.min(at.left, room - box.offsetWidth - 8))}px`;
    const above = at.bottom + box.offsetHeight > innerHeight && at.top > box.offsetHeight;
    box.style.top = `${scrollY + (above ? at.top - box.offsetHeight - 6 : at.bottom + 6)}px`;
  }

  async function show(anchor) {
    const html = (await loaded())[keyOf(anchor)];
    if (!html || !anchor.matches(":hover, :focus")) return;
    hide();
    link = anchor;
    box.innerHTML = html.replaceAll("{root}", root);
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    place();
    await window.MathJax?.typesetPromise?.([box]);
    if (link === anchor) place();
  }

  function hide() {
    clearTimeout(timer);
    if (!link) return;
    link.removeAttribute("aria-describedby");
    link = undefined;
    window.MathJax?.typesetClear?.([box]);
    box.hidden = true;
  }

  addEventListener("load", () => {
    makeBox();
    for (const anchor of document.querySelectorAll("article a.internal[href*='#']")) {
      if (!keyOf(anchor)) continue;
      anchor.addEventListener("mouseenter", later(show, anchor));
      anchor.addEventListener("mouseleave", later(hide));
      anchor.addEventListener("focus", () => { if (anchor.matches(":focus-visible")) show(anchor); });
      anchor.addEventListener("blur", hide);
    }
    addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
  });
})();
