// One number that is kept over several steps, and a tap for each step.
function openTheGate(root, own, {axes, offered}) {
  const {number} = bookPlay, one = (value) => Float64Array.of(value);
  const taps = [...root.querySelectorAll("input")];
  const state = root.querySelector("[data-line=state]");

  function draw() {
    let h = one(0);
    const kept = offered.map((value, k) => {
      h = own.forward({z: one(Number(taps[k].value))}, one(value), [h]).h;
      return h[0];
    });
    state.setAttribute("d", bookPlay.path(axes, kept.map((value, k) => [k + 1, value])));
    root.querySelectorAll("[data-dot]").forEach((dot, k) => {
      dot.setAttribute("cy", bookPlay.point(axes, k + 1, kept[k])[1].toFixed(1));
    });
    taps.forEach((tap) => { tap.nextElementSibling.textContent = number(Number(tap.value), 2); });
    // What the last state is made of: each value, times its tap, times what later taps let stay.
    const shares = offered.map((_, k) => taps.slice(k + 1).reduce(
      (share, tap) => share * (1 - tap.value), Number(taps[k].value)));
    const most = shares.indexOf(Math.max(...shares));
    root.querySelector("[data-said]").textContent = `The state is ${kept.map((v) => number(v, 2)).join(", ")}. ` +
      (shares[most] > 0 ? `Of step ${most + 1} there are ${number(shares[most], 2)} parts in the last state.` : "");
  }

  for (const tap of taps) tap.addEventListener("input", draw);
  draw();
}
