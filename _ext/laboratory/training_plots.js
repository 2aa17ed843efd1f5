// Plots of training as SVG: losses, the gradient by lag, gates and states over time.
// All are 350 units wide, with letters of at least 11, so that a phone shows them as they are.
function laboratoryTrainingPlots() {
  const WIDE = 350, TALL = 210, LEFT = 44, RIGHT = 280, TOP = 24, FLOOR = 172;
  const END = 340; // of strips
  const SHADES = 8; // of a strip

  const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const colour = (meaning) => `var(--book-${meaning})`;
  const raised = (n) => `10${[...String(n)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("")}`;

  // 0.01234 as 0.0123, 1234 as 1,230, and what is very large or small with its power of ten.
  function short(value) {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) {
      const [digits, exponent] = value.toExponential(1).split("e");
      return `${digits.replace("-", "−")} · ${raised(Number(exponent))}`;
    }
    return value.toLocaleString("en", {maximumSignificantDigits: 3}).replace("-", "−");
  }

  function text(x, y, words, meaning = "ink", anchor = "middle", more = "") {
    return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colour(meaning)}" ` +
      `text-anchor="${anchor}"${more}>${escaped(words)}</text>`;
  }

  function level(y, meaning, more) { // a horizontal line
    return `<path d="M${LEFT} ${y.toFixed(1)}H${RIGHT}" stroke="${colour(meaning)}" ${more}/>`;
  }

  function picture(tall, body, alt) {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${tall}" role="img" ` +
      `font-size="11" aria-label="${escaped(alt)}">${body}</svg>`;
  }

  // A step of 1, 2 or 5 times a power of ten that divides `span` into at most `most` parts.
  function nice(span, most) {
    const power = 10 ** Math.floor(Math.log10(span / most));
    return [1, 2, 5, 10].map((k) => k * power).find((step) => span / step <= most);
  }

  // Where things stand: {place, ticks: [[y, words]]}, for the values that are to be seen.
  function axis(values, [x0, x1], isLog, least) {
    const seen = values.filter((y) => Number.isFinite(y) && (!isLog || y > 0));
    if (!seen.length) seen.push(1);
    const high = Math.max(...seen, isLog ? least * 10 : 0);
    const bottom = isLog ? Math.floor(Math.log10(Math.max(least, Math.min(...seen)))) : 0;
    const top = isLog ? Math.max(bottom + 1, Math.log10(high) + 0.06) : high * 1.08 || 1;
    const scaled = (y) => (!isLog ? y : y > 0 ? Math.log10(y) : bottom);
    const place = (x, y) => [
      LEFT + (x - x0) / (x1 - x0 || 1) * (RIGHT - LEFT),
      FLOOR - (Math.min(Math.max(scaled(y), bottom), top) - bottom) / (top - bottom) * (FLOOR - TOP),
    ];
    const ticks = [], step = isLog ? Math.ceil((top - bottom) / 5) : nice(top, 5);
    for (let k = bottom; k <= top; k += step)
      ticks.push(!isLog ? [k, short(k)] : [10 ** k, bottom > -3 ? short(10 ** k) : raised(k)]);
    return {place, ticks};
  }

  // A name right of the plot: shortened where it is long, set closer where its letters are wide.
  function label(at, name, meaning) {
    const words = name.length > 11 ? `${name.slice(0, 10)}…` : name, room = WIDE - RIGHT - 6;
    const wide = [...words].reduce((sum, letter) => sum + (/[A-Z_mw]/.test(letter) ? 7.8 : 5.8), 0);
    return text(RIGHT + 5, at + 4, words, meaning, "start",
      wide > room ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : "");
  }

  // Names at the right ends of their lines, pushed apart where they would touch.
  function names(ends) {
    const row = 13, order = [...ends].sort((a, b) => a.y - b.y);
    let free = TOP - 4;
    for (const end of order) free = (end.at = Math.max(end.y, free)) + row;
    free = FLOOR - 4; // clear of the last number below
    for (const end of order.reverse()) free = (end.at = Math.min(end.at, free)) - row;
    return order.map(({at, words, meaning}) => label(at, words, meaning)).join("");
  }

  // series: [{name, meaning, dash, points: [[x, y], …]}]; levels: [[label, y]], horizontal.
  // isLog: of y; least: the lowest y shown then.
  function lines({series, levels, x: [x0, x1], isLog, least, across, upward, alt}) {
    const values = [...series.flatMap(({points}) => points), ...levels].map(([, y]) => y);
    const {place, ticks} = axis(values, [x0, x1], isLog, least), ends = [];
    let body = text((LEFT + RIGHT) / 2, FLOOR + 31, across) + text(4, 12, upward, "ink", "start");
    for (const [y, words] of ticks) {
      const [, at] = place(x0, y);
      body += level(at, "rule", 'stroke-width=".7"') + text(LEFT - 5, at + 4, words, "muted", "end");
    }
    const step = nice(x1 - x0 || 1, 5);
    for (let x = Math.ceil(x0 / step) * step; x <= x1; x += step)
      body += text(place(x, 0)[0], FLOOR + 15, x.toLocaleString("en"), "muted");
    body += level(FLOOR, "muted", 'stroke-width=".8"');
    for (const [words, y] of levels) {
      const [, at] = place(x0, y);
      body += level(at, "muted", 'stroke-dasharray="4 3"');
      ends.push({y: at, words, meaning: "muted"});
    }
    for (const {name, meaning, dash, points} of series) {
      const seen = points.filter(([, y]) => Number.isFinite(y)).map(([x, y]) => place(x, y));
      if (!seen.length) continue;
      const d = seen.map((point) => point.map((v) => v.toFixed(1)).join(" ")).join("L");
      body += `<path d="M${d}" fill="none" stroke="${colour(meaning)}" stroke-width="1.9" ` +
        `stroke-linejoin="round" stroke-dasharray="${dash || "none"}" data-line="${escaped(name)}"/>`;
      ends.push({y: seen.at(-1)[1], words: name, meaning});
    }
    return picture(TALL, body + names(ends), alt);
  }

  // Rows of shades: values [step][row] from 0 to `most` by amount, as one path for each shade.
  function strip(values, y, tall, wide, meaning, most) {
    const paths = {}, high = tall / values[0].length;
    values.forEach((column, t) => column.forEach((value, row) => {
      const shade = Math.round(Math.min(Math.abs(value) / most, 1) * SHADES) * Math.sign(value);
      const from = `M${(LEFT + t * wide).toFixed(2)} ${(y + (row + 0.5) * high).toFixed(2)}`;
      if (shade) (paths[shade] ??= []).push(`${from}h${(wide + 0.03).toFixed(2)}`);
    }));
    const drawn = Object.entries(paths).map(([shade, parts]) =>
      `<path d="${parts.join("")}" stroke="${colour(shade < 0 ? "second" : meaning)}" ` +
      `stroke-width="${(high + 0.1).toFixed(2)}" opacity="${(Math.abs(shade) / SHADES).toFixed(2)}"/>`);
    return `<g shape-rendering="crispEdges"><rect x="${LEFT}" y="${y}" width="${END - LEFT}" ` +
      `height="${tall}" fill="none" stroke="${colour("rule")}"/>${drawn.join("")}</g>`;
  }

  // What comes in at a step: a letter, or a number as high as it is large.
  function came({letter, height, isMarked}, x, wide) {
    const meaning = isMarked ? "accent" : "muted", at = x.toFixed(1);
    const tip = `<path d="M${at} 33l-4 6h8z" fill="${colour("accent")}"/>`;
    if (height !== undefined)
      return `<path d="M${at} 32v${(-1 - 22 * height).toFixed(1)}" stroke="${colour(meaning)}" ` +
        `stroke-width="${Math.max(1, wide * 0.6).toFixed(1)}"/>${isMarked ? tip : ""}`;
    const seen = {" ": "·", "\n": "↵"}[letter] ?? letter;
    if (wide < 7.2 && !isMarked) return ""; // no room
    return text(x, 26, seen, isMarked ? meaning : "ink", "middle", isMarked ? ' font-weight="700"' : "");
  }

  // One example of a cell: what comes in, then a strip for each gate and for each state.
  function inside({shown, gates, states, roles, name}) {
    const wide = (END - LEFT) / shown.length, means = [];
    let y = 54, body = text(LEFT - 8, 26, "input", "muted", "end");
    body += shown.map((step, t) => came(step, LEFT + (t + 0.5) * wide, wide)).join("");
    const row = (symbol, words, values, meaning, most) => {
      const tall = Math.max(18, Math.min(56, 2 * values[0].length));
      const ink = meaning === "accent" ? "ink" : meaning;
      body += text(LEFT, y, words, ink, "start") + strip(values, y + 6, tall, wide, meaning, most);
      body += text(LEFT - 8, y + 10 + tall / 2, symbol, ink, "end",
        ' font-style="italic" font-size="15"');
      y += tall + 26;
    };
    const finite = (all) => Object.entries(all).filter(([, values]) =>
      values.every((column) => column.every(Number.isFinite)));
    for (const [symbol, values] of finite(gates)) {
      const all = values.flatMap((column) => [...column]);
      const mean = short(all.reduce((a, b) => a + b, 0) / all.length);
      means.push(`${symbol} ${mean}`);
      row(symbol, `${roles[symbol].words}: mean ${mean}`, values, roles[symbol].meaning, 1);
    }
    for (const [symbol, values] of finite(states)) {
      const most = Math.max(...values.map((column) => Math.max(...column.map(Math.abs))));
      row(symbol, `state: up to ${short(most)} in size`, values, "accent", most || 1);
    }
    body += text(LEFT, y + 2, "step 1", "muted", "start");
    body += text(END, y + 2, String(shown.length), "muted", "end");
    return picture(Math.ceil(y + 8), body, `${name} on one example of ${shown.length} steps: strips ` +
      "of shades for its gates and states over time. Means of its gates: " +
      `${means.join(", ") || "it has none"}.`);
  }

  return {lines, inside, short, escaped};
}
