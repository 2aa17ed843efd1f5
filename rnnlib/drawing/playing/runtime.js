// What all figures share that are operated: each is started once, wherever it stands.
globalThis.bookPlay ??= {
  start(name, begin) {
    for (const root of document.querySelectorAll(`[data-play="${name}"]:not([data-ready])`)) {
      root.dataset.ready = "";
      root.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
      root.addEventListener("keydown", (event) => event.stopPropagation()); // a notebook takes arrows
      begin(root);
    }
  },
  number(value, digits = 3) {
    const text = value.toFixed(digits);
    return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
  },
};
