// Bits in an order that can be changed, read by several recurrences.
function orderMatters(root, cells, axes) {
  const {short} = bookPlay;
  const flips = [...root.querySelectorAll("[data-bit]")];
  let before = null; // the last states before the order was changed

  function read() {
    const bits = flips.map((flip) => Number(flip.textContent));
    return Object.fromEntries(Object.entries(cells).map(([name, own], k) => {
      let h = Float64Array.of(0);
      const states = bits.map((bit) => { h = own.forward({}, Float64Array.of(bit), [h]).h; return h[0]; });
      root.querySelector(`[data-line=${name}]`).setAttribute(
        "d", bookPlay.path(axes[k], states.map((value, t) => [t + 1, value])));
      return [name, states.at(-1)];
    }));
  }

  function draw() {
    const ends = read();
    const told = Object.entries(ends).map(([name, end]) => {
      const isSame = before === null ? "" : before[name] === end ? " (as before)" : " (changed)";
      return `${name.replaceAll("_", " ")} ${short(end)}${isSame}`;
    });
    root.querySelector("[data-said]").textContent = `At the end: ${told.join(", ")}.`;
    return ends;
  }

  function put(bits) {
    flips.forEach((flip, k) => {
      flip.textContent = bits[k];
      flip.setAttribute("aria-pressed", bits[k] === 1);
    });
  }
  const bits = () => flips.map((flip) => Number(flip.textContent));
  const change = {
    reverse: (all) => all.reverse(),
    shuffle: (all) => {
      for (let k = all.length - 1; k > 0; k--) {
        const j = Math.floor(Math.random() * (k + 1));
        [all[k], all[j]] = [all[j], all[k]];
      }
      return all;
    },
  };
  flips.forEach((flip, k) => flip.addEventListener("click", () => {
    const all = bits();
    all[k] = 1 - all[k];
    put(all);
    before = null;
    draw();
  }));
  for (const button of root.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => {
      before = read();
      put(change[button.dataset.do](bits()));
      draw();
    });
  }
  draw();
}
