// Two trained nets that read what the reader types, letter by letter.
function readAlong(root, nets, {alphabet, left, wide}) {
  const {number} = bookPlay, field = root.querySelector("input");
  const shown = (letters) => letters.replaceAll(" ", "·");
  // What is no letter of the nets is a space; one space follows another nowhere in what they learnt.
  const folded = (typed) => [...typed.toLowerCase()]
    .map((letter) => (alphabet.includes(letter) ? letter : " ")).join("").replace(/ +/g, " ");

  // Whole numbers from -127 to 127, a byte each, times the scale of their array.
  function unpacked({packed, arrays}) {
    const bytes = Int8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    let start = 0;
    return Object.fromEntries(arrays.map(([name, size, scale]) =>
      [name, Float64Array.from(bytes.subarray(start, start += size), (byte) => byte * scale)]));
  }

  function read(net, letters) {
    const {own, params, states, gates} = net, {W_y, b_y} = params, units = W_y.length / alphabet.length;
    const tape = [];
    let state = states.map(() => new Float64Array(units));
    for (const letter of letters) {
      const x = new Float64Array(alphabet.length);
      x[alphabet.indexOf(letter)] = 1;
      const values = own.forward(params, x, state);
      tape.push([x, state, values]);
      state = states.map((name) => values[name]);
    }
    const y = [...b_y].map((b, k) => state[0].reduce((sum, h, j) => sum + W_y[k * units + j] * h, b));
    const exponentials = y.map((value) => Math.exp(value - Math.max(...y)));
    const all = exponentials.reduce((sum, e) => sum + e), p = exponentials.map((e) => e / all);
    const order = [...p.keys()].sort((a, b) => p[b] - p[a]);
    // Of ln p of the likeliest: 1 - p for its own y, -p for every other, and so back to each input.
    let arriving = states.map(() => new Float64Array(units));
    arriving[0] = arriving[0].map((_, j) =>
      p.reduce((sum, q, k) => sum + ((k === order[0] ? 1 : 0) - q) * W_y[k * units + j], 0));
    const influence = tape.map(() => 0);
    for (let t = tape.length - 1; t >= 0; t--) {
      const [x, prior, values] = tape[t];
      const incoming = Object.fromEntries(states.map((name, k) => [name, arriving[k]]));
      const sent = own.backward(params, x, prior, values, incoming);
      influence[t] = Math.hypot(...sent.x);
      arriving = states.map((name) => sent[`${name}_prior`]);
    }
    const means = gates.map((gate) =>
      tape.map(([, , values]) => values[gate].reduce((sum, v) => sum + v, 0) / units));
    return {likeliest: order.slice(0, 3).map((k) => [alphabet[k], p[k]]), influence, means};
  }

  function draw() {
    const letters = folded(field.value);
    const told = nets.map((net) => {
      const {likeliest, influence, means} = read(net, letters);
      const place = root.querySelector(`[data-net=${net.name}]`);
      const most = Math.max(...influence, 1e-300);
      [influence.map((value) => value / most), ...means].forEach((row, k) => {
        place.querySelectorAll("[data-row]")[k].innerHTML = row.map((depth, t) =>
          `<path d="M${t * wide} .5h${wide}" opacity="${depth.toFixed(2)}"/>`).join("");
      });
      place.querySelector("[data-letters]").textContent = shown(letters + likeliest[0][0]);
      place.querySelector("[data-frame]").setAttribute("x", left + wide * letters.length);
      const words = likeliest.map(([letter, p]) => `${shown(letter)} ${number(p, 2)}`).join(", ");
      place.querySelector("[data-next]").textContent = `next: ${words}`;
      root.found[net.name] = {likeliest, influence, means};
      return `${net.name}: ${words.replaceAll("·", "space")}`;
    });
    root.querySelector("[data-said]").textContent = `Next, by the ${told.join("; by the ")}.`;
  }

  root.found = {};
  for (const net of nets) net.params = unpacked(net);
  field.addEventListener("input", draw);
  draw();
}
