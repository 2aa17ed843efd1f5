// The loss of one unit after many steps, for each bias, and gradient descent on it.
function cliff(root, own, {axes, first, target, weight, steps, start}) {
  const {short, number} = bookPlay, one = (value) => Float64Array.of(value);
  const [rate, limit] = root.querySelectorAll("input[type=range]");
  const clips = root.querySelector("input[type=checkbox]");
  const [dot, trail] = root.querySelectorAll("[data-line]");
  const [go, many, again] = root.querySelectorAll("[data-go]");
  let path;

  // The loss and its slope by the bias: forward, then the derived equations backward.
  function loss(bias) {
    const params = {W_h: Float64Array.of(weight, 0), b_h: one(bias)}, x = one(0), tape = [];
    let h = one(first);
    for (let t = 0; t < steps; t++) {
      const values = own.forward(params, x, [h]);
      tape.push([h, values]);
      h = values.h;
    }
    let arriving = one(h[0] - target), slope = 0;
    for (const [prior, values] of tape.reverse()) {
      const sent = own.backward(params, x, [prior], values, {h: arriving});
      slope += sent.b_h[0];
      arriving = sent.h_prior;
    }
    return [0.5 * (h[0] - target) ** 2, slope];
  }

  function step() {
    const bias = path.at(-1), slope = loss(bias)[1], most = Number(limit.value);
    const taken = clips.checked ? Math.max(-most, Math.min(most, slope)) : slope;
    path.push(bias - Number(rate.value) * taken);
  }

  function draw() {
    const bias = path.at(-1), [value, slope] = loss(bias);
    const [x, y] = bookPlay.point(axes, Math.min(Math.max(bias, axes.x[0]), axes.x[1]), value);
    dot.setAttribute("d", `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`);
    const seen = path.slice(-60).filter((b) => b >= axes.x[0] && b <= axes.x[1]);
    trail.setAttribute("d", seen.length ? bookPlay.path(axes, seen.map((b) => [b, loss(b)[0]])) : "");
    const isAway = bias < axes.x[0] || bias > axes.x[1];
    root.querySelector("[data-said]").textContent =
      `After ${path.length - 1} steps b = ${short(bias)}${isAway ? ", outside the picture" : ""}. ` +
      `The loss is ${number(value)}, its slope ${short(slope)}.`;
    rate.nextElementSibling.textContent = number(Number(rate.value), 2);
    limit.nextElementSibling.textContent = number(Number(limit.value), 1);
  }

  const begin = () => { path = [start]; draw(); };
  go.addEventListener("click", () => { step(); draw(); });
  many.addEventListener("click", () => { for (let k = 0; k < 50; k++) step(); draw(); });
  again.addEventListener("click", begin);
  for (const input of [rate, limit, clips]) input.addEventListener("input", draw);
  begin();
}
