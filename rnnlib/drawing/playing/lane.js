// A cell state over several steps, with a forget gate and an input gate at each.
function openBothGates(root, own, {axes, candidates, presets}) {
  const {number} = bookPlay, one = (value) => Float64Array.of(value);
  const [step, forget, input] = root.querySelectorAll("input");
  const buttons = [...root.querySelectorAll("[data-preset]")];
  let gates = presets[0].map((two) => [...two]);

  function draw() {
    let c = one(0);
    const carried = candidates.map((value, k) => {
      c = own.forward({f: one(gates[k][0]), i: one(gates[k][1])}, one(value), [c]).c;
      return c[0];
    });
    root.querySelector("[data-line=lane]").setAttribute(
      "d", bookPlay.path(axes, carried.map((value, k) => [k + 1, value])));
    root.querySelectorAll("[data-dot]").forEach((dot, k) => {
      dot.setAttribute("cy", bookPlay.point(axes, k + 1, carried[k])[1].toFixed(1));
      dot.setAttribute("r", k + 1 === Number(step.value) ? 6 : 4);
    });
    const [f, i] = gates[step.value - 1];
    forget.value = f;
    input.value = i;
    for (const [slider, digits] of [[step, 0], [forget, 2], [input, 2]])
      slider.nextElementSibling.textContent = number(Number(slider.value), digits);
    buttons.forEach((button, k) => button.setAttribute(
      "aria-pressed", JSON.stringify(presets[k]) === JSON.stringify(gates)));
    root.querySelector("[data-said]").textContent =
      `The cell state is ${carried.map((value) => number(value, 2)).join(", ")}.`;
  }

  buttons.forEach((button, k) => button.addEventListener("click", () => {
    gates = presets[k].map((two) => [...two]);
    draw();
  }));
  step.addEventListener("input", draw);
  [forget, input].forEach((slider, gate) => slider.addEventListener("input", () => {
    gates[step.value - 1][gate] = Number(slider.value);
    draw();
  }));
  draw();
}
