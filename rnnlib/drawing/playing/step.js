// Through a cell of one unit, equation by equation: forward over all steps, then backward.
function stepThrough(root, own, {params, x, targets, states, result, forward, backward}) {
  const {number} = bookPlay, one = (value) => Float64Array.of(value);
  const [when, input] = root.querySelectorAll("input");
  const [back, next] = root.querySelectorAll("[data-go]");
  const T = x.length, ahead = T * forward.length;
  const rows = [...root.querySelectorAll("button[data-code]")];
  let values, adjoints;

  function compute() {
    let state = states.map(() => one(0));
    values = x.map((entry) => {
      const found = {...own.forward(params, one(entry), state), x: one(entry)};
      states.forEach((name, k) => { found[`${name}_prior`] = state[k]; });
      state = states.map((name) => found[name]);
      return found;
    });
    let arriving = states.map(() => 0);
    adjoints = [];
    for (let t = T - 1; t >= 0; t--) {
      const prior = states.map((name) => values[t][`${name}_prior`]);
      const incoming = {[result]: one(0)};
      states.forEach((name, k) => { incoming[name] = one(arriving[k]); });
      incoming[result][0] += values[t][result][0] - targets[t];
      const sent = own.backward(params, values[t].x, prior, values[t], incoming);
      adjoints[t] = {...incoming, ...sent};
      arriving = states.map((name) => sent[`${name}_prior`][0]);
    }
  }

  // The time step, the direction, and which equation of it the slider stands at.
  function place() {
    const k = Number(when.value), isBack = k >= ahead;
    const codes = isBack ? backward : forward, j = (isBack ? k - ahead : k) % codes.length;
    const t = Math.floor((isBack ? k - ahead : k) / codes.length);
    return {isBack, codes, j, t: isBack ? T - 1 - t : t};
  }

  function light(code, done) {
    for (const part of root.querySelectorAll("[data-of]")) {
      const of = part.dataset.of.split(" ");
      part.style.opacity = of.includes(code) ? 1 : of.some((name) => done.has(name)) ? 0.7 : 0.25;
    }
  }

  function draw() {
    const {isBack, codes, j, t} = place(), code = codes[j];
    const known = isBack ? adjoints[t] : values[t];
    const done = new Set(codes.slice(0, j + 1));
    light(code, done);
    root.toggleAttribute("data-back", isBack);
    for (const text of root.querySelectorAll("[data-at]")) {
      const {at, given} = text.dataset, isKnown = done.has(at) || (given !== undefined && !isBack);
      text.textContent = isKnown ? number(known[at][0], 2) : "";
    }
    for (const row of rows) {
      const isOfThis = (row.dataset.way === "back") === isBack;
      row.parentElement.parentElement.hidden = !isOfThis;
      row.ariaCurrent = isOfThis && row.dataset.code === code ? "step" : null;
      if (!isOfThis) continue;
      const value = known[row.dataset.code]?.[0];
      row.nextElementSibling.textContent = done.has(row.dataset.code) ? number(value) : "";
    }
    const said = root.querySelector("[data-said]");
    said.textContent = `t = ${t + 1}, ${isBack ? "backward" : "forward"}`;
    const row = rows.find((r) => (r.dataset.way === "back") === isBack && r.dataset.code === code);
    when.setAttribute("aria-valuetext",
      `${said.textContent}: ${row.textContent}, ${number(known[code][0])}`);
    input.value = x[t];
    input.previousElementSibling.lastElementChild.textContent = `${t + 1}`;
    input.nextElementSibling.textContent = number(x[t], 1);
    back.disabled = when.value === when.min;
    next.disabled = when.value === when.max;
  }

  compute();
  draw();
  when.addEventListener("input", draw);
  input.addEventListener("input", () => {
    x[place().t] = Number(input.value);
    compute();
    draw();
  });
  for (const [button, by] of [[back, -1], [next, 1]])
    button.addEventListener("click", () => { when.value = Number(when.value) + by; draw(); });
  for (const row of rows) {
    const {code, way} = row.dataset, isBack = way === "back";
    row.addEventListener("click", () => {
      const {t} = place(), codes = isBack ? backward : forward;
      const step = isBack ? ahead + (T - 1 - t) * codes.length : t * codes.length;
      when.value = step + codes.indexOf(code);
      draw();
    });
    for (const event of ["pointerenter", "focus"])
      row.addEventListener(event, () => light(code, new Set()));
    for (const event of ["pointerleave", "blur"]) row.addEventListener(event, draw);
  }
  for (const part of root.querySelectorAll("[data-of]")) {
    part.addEventListener("pointerenter", () => rows.forEach((row) => {
      row.toggleAttribute("data-near", part.dataset.of.split(" ")[0] === row.dataset.code);
    }));
    part.addEventListener("pointerleave", () => rows.forEach((row) =>
      row.removeAttribute("data-near")));
  }
}
