// Trains a cell: the JavaScript of its equations, a readout on top, a loss, Adam. It knows no page.
function laboratoryTrainer() {
  // Numbers in [0, 1), a stream of its own for every list of whole numbers (Mulberry32).
  function stream(...keys) {
    let state = 0;
    const next = () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    for (const key of keys) {
      state ^= Math.imul(key + 1, 0x9e3779b1);
      state = (next() * 4294967296) | 0;
    }
    return next;
  }

  // The symbols of a cell's sizes: B, D_h, D_x, and others if it has layers of a size of their own.
  function sizesNamed({source}) {
    const [, inside] = source.match(/const \{(.*)\} = \$sizes;/);
    return [...inside.matchAll(/(\w+): \$/g)].map(([, name]) => name);
  }

  // The cell for given sizes. What has no number is as large as the state.
  function made(cell, sizes) {
    const all = {...sizes};
    for (const name of sizesNamed(cell)) all[name] ??= sizes.D_h;
    const [, name] = cell.source.match(/function (\w+_cell)\(\$sizes/);
    const own = new Function(`"use strict"; ${cell.source}; return ${name};`)()(all);
    own.input = cell.input.reduce((sum, term) => sum + (all[term] ?? Number(term)), 0);
    return own;
  }

  const entries = ([rows, columns]) => rows * columns;
  const MOST_WEIGHTS = 2e6; // of a net in the page

  // What is trained, of a cell for given sizes and of its readout: {name: [rows, columns]}.
  function shapesOf(own, D_y) {
    const [first] = [...Object.values(own.outputs), ...Object.values(own.states)];
    return {...own.parameters, $W: [D_y, first[0]], $b: [D_y, 1]}; // no name of a cell begins with $
  }

  // How many weights a net has, without making it. RangeError: too many, or the task does not fit.
  function weightsOf(cell, sizes) {
    const own = made(cell, sizes);
    if (own.input < sizes.D_x)
      throw new RangeError(`${cell.name}: its input has ${own.input} features, and those of ` +
        `this task are ${sizes.D_x}`);
    const count = Object.values(shapesOf(own, sizes.D_y)).reduce((n, shape) => n + entries(shape), 0);
    if (!(count <= MOST_WEIGHTS))
      throw new RangeError(`${cell.name}: at most ${MOST_WEIGHTS.toLocaleString("en")} weights can ` +
        `be trained in the page, and it has ${count.toLocaleString("en")}`);
    return count;
  }

  // Flat arrays of these shapes, side by side in one vector: Adam is one loop over it.
  function sideBySide(shapes) {
    const sizes = Object.values(shapes).map(entries);
    const vector = new Float64Array(sizes.reduce((a, b) => a + b, 0)), views = {};
    let start = 0;
    Object.keys(shapes).forEach((name, k) => {
      views[name] = vector.subarray(start, start += sizes[k]);
    });
    return {vector, views};
  }

  // Each returns [the sum of the losses, how many count] and fills d_y with the sum's adjoint.
  const LOSSES = {
    squaredError(y, targets, d_y, D_y) { // the mean over D_y
      let sum = 0;
      for (let k = 0; k < y.length; k++) {
        const off = y[k] - targets[k];
        sum += off * off / D_y;
        d_y[k] = 2 * off / D_y;
      }
      return [sum, y.length / D_y];
    },
    crossEntropy(y, targets, d_y) { // -ln softmax(y)[target]; a target of -1 does not count
      const B = targets.length;
      let sum = 0, N = 0;
      for (let b = 0; b < B; b++) {
        if (targets[b] < 0) continue;
        let most = -Infinity, all = 0;
        for (let k = b; k < y.length; k += B) most = Math.max(most, y[k]);
        for (let k = b; k < y.length; k += B) all += d_y[k] = Math.exp(y[k] - most);
        for (let k = b; k < y.length; k += B) d_y[k] /= all;
        const right = targets[b] * B + b;
        sum += Math.log(all) + most - y[right];
        d_y[right] -= 1;
        N++;
      }
      return [sum, N];
    },
  };

  const BETA_1 = 0.9, BETA_2 = 0.999, EPSILON = 1e-8; // of Adam

  // A cell under a readout y = W h + b of what it shows: its first output, else its first state.
  class Network {
    // cell: {source, input, starts}; sizes: {D_h, D_x, D_y, B}; loss: a name; seed: a whole number.
    constructor(cell, sizes, loss, seed) {
      this.count = weightsOf(cell, sizes);
      Object.assign(this, {cell, sizes, loss: LOSSES[loss], own: made(cell, sizes)});
      this.states = Object.keys(this.own.states);
      this.shown = [...Object.keys(this.own.outputs), ...this.states][0];
      [this.rows] = this.own.outputs[this.shown] ?? this.own.states[this.shown];
      const shapes = shapesOf(this.own, sizes.D_y);
      ({vector: this.weights, views: this.params} = sideBySide(shapes));
      ({vector: this.gradient, views: this.gradients} = sideBySide(shapes));
      this.frozen = sideBySide(this.own.frozen).views;
      this.m = new Float64Array(this.weights.length);
      this.v = new Float64Array(this.weights.length);
      this.updates = 0;
      this.begin(stream(seed, 1));
    }

    // All uniform in ±1/√D, as in rnnlib; then the biases of the gates that forget.
    begin(random) {
      const {$W, $b, ...own} = this.params;
      const spread = (arrays, bound) => arrays.forEach((array) => {
        for (let k = 0; k < array.length; k++) array[k] = (2 * random() - 1) * bound;
      });
      spread([...Object.values(own), ...Object.values(this.frozen)], this.sizes.D_h ** -0.5);
      spread([$W, $b], this.rows ** -0.5);
      for (const [bias, value] of Object.entries(this.cell.starts)) this.params[bias].fill(value);
    }

    nothing() { // states of zeros
      return this.states.map((name) => new Float64Array(entries(this.own.states[name])));
    }

    // One step: what the cell computes. An input with more room than the task needs ends in zeros.
    step(x, states) {
      const {own, sizes} = this, room = own.input * sizes.B;
      if (x.length < room) {
        const wide = new Float64Array(room);
        wide.set(x);
        x = wide;
      }
      const given = {...this.params, ...this.frozen};
      const values = own.forward(given, x, states);
      return {x, states, given, values, next: this.states.map((name) => values[name])};
    }

    read(shown) { // y (D_y, B)
      const {$W, $b} = this.params, {D_y, B} = this.sizes, y = new Float64Array(D_y * B);
      for (let k = 0; k < D_y; k++) {
        y.fill($b[k], k * B, (k + 1) * B);
        for (let j = 0; j < this.rows; j++) {
          const w = $W[k * this.rows + j];
          for (let b = 0; b < B; b++) y[k * B + b] += w * shown[j * B + b];
        }
      }
      return y;
    }

    // Backward through the readout: adds to the gradients, returns what reaches `shown`.
    readBack(shown, d_y) {
      const {$W} = this.params, {$W: d_W, $b: d_b} = this.gradients, {D_y, B} = this.sizes;
      const back = new Float64Array(shown.length);
      for (let k = 0; k < D_y; k++) {
        for (let b = 0; b < B; b++) d_b[k] += d_y[k * B + b];
        for (let j = 0; j < this.rows; j++) {
          const at = k * this.rows + j, w = $W[at];
          let sum = 0;
          for (let b = 0; b < B; b++) {
            sum += d_y[k * B + b] * shown[j * B + b];
            back[j * B + b] += w * d_y[k * B + b];
          }
          d_W[at] += sum;
        }
      }
      return back;
    }

    // The whole sequence. x, targets: an array for each step; a target is null where none is asked.
    forward({x, targets}) {
      const {D_y, B} = this.sizes, tape = [];
      let states = this.nothing(), sum = 0, N = 0;
      x.forEach((x_t, t) => {
        const step = this.step(x_t, states);
        states = step.next;
        if (targets[t]) {
          step.y = this.read(step.values[this.shown]);
          step.d_y = new Float64Array(D_y * B);
          const [part, count] = this.loss(step.y, targets[t], step.d_y, D_y);
          sum += part;
          N += count;
        }
        tape.push(step);
      });
      return {tape, N, loss: sum / N};
    }

    // Back through the sequence: fills `gradient`. visit(t, what reaches the states before step t).
    backward({tape, N}, visit = () => {}) {
      this.gradient.fill(0);
      let arriving = this.nothing();
      for (let t = tape.length - 1; t >= 0; t--) {
        const {x, states, given, values, d_y} = tape[t], incoming = {};
        for (const [name, shape] of Object.entries(this.own.outputs))
          incoming[name] = new Float64Array(entries(shape));
        this.states.forEach((name, k) => { incoming[name] = arriving[k]; });
        if (d_y) {
          const here = this.readBack(values[this.shown], d_y.map((d) => d / N));
          const before = incoming[this.shown];
          incoming[this.shown] = here.map((d, k) => d + before[k]);
        }
        const sent = this.own.backward(given, x, states, values, incoming);
        for (const name of Object.keys(this.own.parameters)) {
          const total = this.gradients[name], part = sent[name];
          for (let k = 0; k < part.length; k++) total[k] += part[k];
        }
        arriving = this.states.map((name, k) => sent[`${name}_prior`] ?? states[k].map(() => 0));
        visit(t, arriving);
      }
    }

    // One update: Adam on the gradient, shortened to the length `clip` if it is longer.
    // Returns {loss, norm, diverged}: where these are not finite, the weights stay as they were.
    learn(batch, {rate, clip}) {
      const run = this.forward(batch);
      this.backward(run);
      const {gradient, weights, m, v} = this;
      let squares = 0;
      for (const g of gradient) squares += g * g;
      const norm = Math.sqrt(squares), diverged = !Number.isFinite(run.loss + norm);
      if (!diverged) {
        const factor = norm > clip ? clip / norm : 1, k = ++this.updates;
        const whole_1 = 1 - BETA_1 ** k, whole_2 = 1 - BETA_2 ** k;
        for (let i = 0; i < weights.length; i++) {
          const g = gradient[i] * factor;
          m[i] += (1 - BETA_1) * (g - m[i]);
          v[i] += (1 - BETA_2) * (g * g - v[i]);
          weights[i] -= rate * (m[i] / whole_1) / (Math.sqrt(v[i] / whole_2) + EPSILON);
        }
      }
      return {loss: run.loss, norm, diverged};
    }

    // What happens on one batch: the first sample's gates and states over time, (T, rows) each,
    // and ‖∂L_T/∂s_{T-k}‖ at the lags k = 1 … T, where L_T is the loss of the last prediction
    // alone and s holds all states; the norm is that over the whole batch.
    look({x, targets}) {
      const last = targets.map((target, t) => (t === targets.length - 1 ? target : null));
      const run = this.forward({x, targets: last}), {B} = this.sizes, {tape} = run;
      const first = (name) => tape.map(({values}) => {
        const all = values[name];
        return Float32Array.from({length: all.length / B}, (_, row) => all[row * B]);
      });
      const over = (names) => Object.fromEntries(names.map((name) => [name, first(name)]));
      const lags = [];
      this.backward(run, (t, arriving) => {
        lags.push(Math.hypot(...arriving.map((array) => Math.hypot(...array))));
      });
      return {gates: over(this.cell.gates.map(({name}) => name)), states: over(this.states), lags};
    }
  }

  // A network of the same weights that reads one sample writes on: each class it draws, by
  // p_k ∝ e^(y_k / τ), is its next input.
  function write(network, first, length, temperature, random) {
    const {cell, sizes, weights, frozen} = network, {D_x, D_y} = sizes;
    const alone = new Network(cell, {...sizes, B: 1}, "crossEntropy", 0);
    alone.weights.set(weights);
    Object.assign(alone.frozen, frozen);
    const numbers = [first];
    let states = alone.nothing();
    while (numbers.length < length) {
      const x = new Float64Array(D_x);
      x[numbers.at(-1)] = 1;
      const {values, next} = alone.step(x, states), y = alone.read(values[alone.shown]);
      const most = Math.max(...y), p = y.map((value) => Math.exp((value - most) / temperature));
      let left = random() * p.reduce((a, b) => a + b, 0), k = 0;
      while (k < D_y - 1 && (left -= p[k]) > 0) k++;
      numbers.push(k);
      states = next;
    }
    return numbers;
  }

  return {Network, weightsOf, stream, sizesNamed, write};
}
