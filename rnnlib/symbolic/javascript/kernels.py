"""What the JavaScript of a cell calls: all operations that mix features or samples.

A matrix is a flat array, row after row. Each function fills `out` and returns it.
"""

KERNELS = {
    "$sigmoid": """\
function $sigmoid(a) {
  return 0.5 + 0.5 * Math.tanh(0.5 * a);
}
""",
    # Of four rows and two columns at a time: each number that is read serves several products.
    # At the edge a row or column is computed twice, to the same result.
    "$product": """\
// a (n, m) times b (m, k); entry (i, j) of a stands at i * ai + j * aj, of b at i * bi + j * bj
function $product(out, a, b, n, m, k, ai, aj, bi, bj) {
  for (let i = 0; i < n; i += 4) {
    const i1 = Math.min(i + 1, n - 1), i2 = Math.min(i + 2, n - 1), i3 = Math.min(i + 3, n - 1);
    for (let j = 0; j < k; j += 2) {
      const j1 = Math.min(j + 1, k - 1);
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
      let p0 = i * ai, p1 = i1 * ai, p2 = i2 * ai, p3 = i3 * ai, q = j * bj, q1 = j1 * bj;
      for (let l = 0; l < m; l++) {
        const u = b[q], v = b[q1];
        s0 += a[p0] * u; t0 += a[p0] * v;
        s1 += a[p1] * u; t1 += a[p1] * v;
        s2 += a[p2] * u; t2 += a[p2] * v;
        s3 += a[p3] * u; t3 += a[p3] * v;
        p0 += aj; p1 += aj; p2 += aj; p3 += aj; q += bi; q1 += bi;
      }
      out[i * k + j] = s0; out[i * k + j1] = t0;
      out[i1 * k + j] = s1; out[i1 * k + j1] = t1;
      out[i2 * k + j] = s2; out[i2 * k + j1] = t2;
      out[i3 * k + j] = s3; out[i3 * k + j1] = t3;
    }
  }
  return out;
}
""",
    "$joined": """\
function $joined(out, ...parts) {
  let start = 0;
  for (const part of parts) { out.set(part, start); start += part.length; }
  return out;
}
""",
    "$transposed": """\
function $transposed(out, v, rows, columns) {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = v[r * columns + c];
  return out;
}
""",
    "$columnsAdded": """\
function $columnsAdded(out, v, rows, columns) {
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += v[r * columns + c];
    out[r] = sum;
  }
  return out;
}
""",
    "$rowsAdded": """\
function $rowsAdded(out, v, rows, columns) {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c] += v[r * columns + c];
  return out;
}
""",
    "$mean": """\
function $mean(out, v, rows, columns) {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c] += v[r * columns + c] / rows;
  return out;
}
""",
    "$variance": """\
function $variance(out, v, rows, columns) {
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    for (let r = 0; r < rows; r++) mean += v[r * columns + c] / rows;
    for (let r = 0; r < rows; r++) out[c] += (v[r * columns + c] - mean) ** 2 / rows;
  }
  return out;
}
""",
}
