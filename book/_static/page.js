// What every page does once it is loaded: boxes that scroll can be reached by keyboard, one button opens all code, the
// contents' folds have names, and sources are saved instead of shown.
(() => {
  const folds = () => [...document.querySelectorAll("article details.hide.above-input")];

  function reachable() {
    const boxes = "article :is(pre, table, .pst-scrollable-table-container, mjx-container, .cell_output figure)";
    for (const box of document.querySelectorAll(boxes)) {
      const scrolls = box.scrollWidth > box.clientWidth + 1;
      if (scrolls) box.tabIndex = 0;
      else if (box.tabIndex === 0) box.removeAttribute("tabindex");
    }
  }

  function addSwitch() {
    const title = document.querySelector("article h1");
    if (!title || !folds().length) return;
    const button = document.createElement("button");
    button.className = "arntp-show-code";
    const label = () => {
      const closed = folds().some(fold => !fold.open);
      button.textContent = closed ? `Show all code (${folds().length})` : "Hide all code";
      return closed;
    };
    button.addEventListener("click", () => {
      const open = label();
      for (const fold of folds()) fold.open = open;
      label();
      reachable();
    });
    for (const fold of folds()) fold.addEventListener("toggle", () => { label(); reachable(); });
    label();
    title.after(button);
  }

  function nameFolds() {
    for (const summary of document.querySelectorAll(".bd-sidebar-primary details > summary")) {
      const parent = summary.closest("li").querySelector("a");
      summary.setAttribute("aria-label", `pages of ${parent.textContent.trim()}`);
    }
  }

  function saveSources() {
    for (const link of document.querySelectorAll(".article-header-buttons a[href*='/_sources/']")) {
      link.download = link.href.split("/").pop();
      link.removeAttribute("target");
    }
  }

  window.addEventListener("load", () => {
    nameFolds();
    saveSources();
    addSwitch();
    reachable();
    window.addEventListener("resize", reachable);
  });
})();
