// One unit at each step: a weight is changed in the one cell, or in one layer of several.
function unroll(root, own, {inputs, onTheState, was}) {
  const {number} = bookPlay, one = (value) => Float64Array.of(value);
  const [count, weight, layer] = root.querySelectorAll("input");
  const ways = [...root.querySelectorAll("[data-shared]")];
  const part = (key, k) => root.querySelector(`[data-${key}="${k}"]`);
  let shared = true;

  function run(weights) {
    let h = one(0);
    return weights.map((w, k) => {
      h = own.forward({W_h: Float64Array.of(onTheState, w), b_h: one(0)}, one(inputs[k]), [h]).h;
      return h[0];
    });
  }

  function draw() {
    const steps = Number(count.value);
    layer.max = steps;
    layer.disabled = shared;
    const isChanged = (k) => shared || k === layer.value - 1;
    const weights = inputs.map((_, k) => isChanged(k) ? Number(weight.value) : was);
    const before = run(inputs.map(() => was)), after = run(weights);
    const moved = inputs.map((_, k) => k < steps && after[k] !== before[k]);
    inputs.forEach((_, k) => {
      part("step", k).style.display = k < steps ? "" : "none";
      part("box", k).style.strokeWidth = isChanged(k) ? 2.5 : 0.8;
      part("is", k).textContent = number(after[k], 2);
      part("is", k).style.fontWeight = moved[k] ? "bold" : "normal";
      part("was", k).textContent = number(before[k], 2);
      part("weight", k).textContent = number(weights[k], 1);
    });
    root.querySelector("[data-loop]").style.display = steps === 1 ? "inline" : "none";
    ways.forEach((way) => way.setAttribute("aria-pressed", (way.dataset.shared === "yes") === shared));
    for (const [slider, digits] of [[count, 0], [weight, 1], [layer, 0]])
      slider.nextElementSibling.textContent = number(Number(slider.value), digits);
    const owner = steps === 1 ? "Rolled up, the cell has a loop. It has 3 weights and biases."
      : shared ? `One cell has 3 weights and biases, also for ${steps} steps.`
        : `${steps} layers have ${3 * steps} weights and biases.`;
    root.querySelector("[data-said]").textContent =
      `${owner} ${moved.filter(Boolean).length} of ${steps} states have changed.`;
  }

  for (const slider of [count, weight, layer]) slider.addEventListener("input", draw);
  ways.forEach((way) => way.addEventListener("click", () => {
    shared = way.dataset.shared === "yes";
    draw();
  }));
  draw();
}
