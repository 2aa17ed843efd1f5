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
  // 0.0123 as 0.012, 1.2e-14 as 1.2 · 10⁻¹⁴
  short(value) {
    if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4))
      return String(Number(value.toPrecision(2))).replace("-", "−");
    const [digits, exponent] = value.toExponential(1).split("e");
    const raised = [...exponent.replace("+", "")].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
    return `${digits} · 10${raised}`.replace("-", "−");
  },
  // Where a point of a plot stands; what is beyond the axes stands at their edge.
  point(axes, x, y) {
    const {left, right, top, floor, x: [x0, x1], y: [y0, y1]} = axes;
    const level = Math.min(Math.max(axes.log ? (y > 0 ? Math.log10(y) : y0) : y, y0), y1);
    return [left + (x - x0) / (x1 - x0) * (right - left),
      floor - (level - y0) / (y1 - y0) * (floor - top)];
  },
  path(axes, points) {
    const places = points.map(([x, y]) => this.point(axes, x, y).map((v) => v.toFixed(1)).join(" "));
    return `M${places.join("L")}`;
  },
};
