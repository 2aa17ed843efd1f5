// How long the longest vector is that powers of a 2 × 2 matrix make of vectors of length 1.
function powers(root, {axes, steps, presets}) {
  const {short, number} = bookPlay;
  const [radius, shear] = root.querySelectorAll("input");
  const lines = Object.fromEntries(
    [...root.querySelectorAll("[data-line]")].map((line) => [line.dataset.line, line]));
  const choices = [...root.querySelectorAll("[data-preset]")];
  let angle = 0;

  const times = ([a, b, c, d], [e, f, g, h]) =>
    [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
  // The larger root of s² - (a² + b² + c² + d²) s + det²: the square of the singular value.
  function longest([a, b, c, d]) {
    const sum = a * a + b * b + c * c + d * d, det = a * d - b * c;
    return Math.sqrt((sum + Math.sqrt(Math.max(0, sum * sum - 4 * det * det))) / 2);
  }

  function draw() {
    const r = Number(radius.value), s = Number(shear.value);
    const matrix = [r * Math.cos(angle), s - r * Math.sin(angle), r * Math.sin(angle), r * Math.cos(angle)];
    const sigma = longest(matrix), [a, b, c, d] = matrix;
    // eigenvalues: complex with |λ|² = det, or real
    const half = (a + d) / 2, det = a * d - b * c, under = half * half - det;
    const rho = under < 0 ? Math.sqrt(det) : Math.abs(half) + Math.sqrt(under);
    let power = [1, 0, 0, 1];
    const lengths = [1];
    for (let k = 1; k <= steps; k++) { power = times(matrix, power); lengths.push(longest(power)); }
    const curve = (f) => bookPlay.path(axes, lengths.map((_, k) => [k, f(k)]));
    lines.longest.setAttribute("d", curve((k) => lengths[k]));
    lines.rho.setAttribute("d", curve((k) => rho ** k));
    lines.sigma.setAttribute("d", curve((k) => sigma ** k));
    const peak = lengths.indexOf(Math.max(...lengths));
    root.querySelector("[data-said]").textContent =
      `ρ = ${number(rho, 2)}, σmax = ${number(sigma, 2)}. After ${steps} times the longest vector ` +
      `is ${short(lengths[steps])}` + (peak && peak < steps
        ? `; on the way it was ${short(lengths[peak])}, after ${peak}.` : ".");
    [radius, shear].forEach((input) => { input.nextElementSibling.textContent = number(Number(input.value), 2); });
  }

  function choose(k) {
    choices.forEach((button, j) => button.setAttribute("aria-pressed", j === k));
    if (k < 0) return;
    [radius.value, shear.value, angle] = presets[k];
    draw();
  }
  choices.forEach((button, k) => button.addEventListener("click", () => choose(k)));
  for (const input of [radius, shear])
    input.addEventListener("input", () => { choose(-1); draw(); });
  choose(1);
}
