// What cells are trained on in the page. A task of rnnlib has its form, its baseline and its goal.
function laboratoryTasks() {
  const steps = (T, make) => Array.from({length: T}, (_, t) => make(t));
  const whole = (random, n) => Math.floor(random() * n);

  // One-hot inputs of class numbers, an array (B,) for each step; -1 gives zeros.
  function oneHot(numbers, classes) {
    return numbers.map((row) => {
      const B = row.length, x = new Float64Array(classes * B);
      row.forEach((number, b) => { if (number >= 0) x[number * B + b] = 1; });
      return x;
    });
  }

  // Σ -p ln p of what follows each context; counts: {context: {symbol: how often}}.
  function entropy(counts) {
    let sum = 0, all = 0;
    for (const met of Object.values(counts)) {
      const numbers = Object.values(met), total = numbers.reduce((a, b) => a + b, 0);
      for (const n of numbers) sum -= n * Math.log(n / total);
      all += total;
    }
    return sum / all;
  }

  function counted(pairs) {
    const counts = {};
    for (const [context, symbol] of pairs) {
      counts[context] ??= {};
      counts[context][symbol] = (counts[context][symbol] ?? 0) + 1;
    }
    return counts;
  }

  // Each makes, of {steps, text}: D_x, D_y, loss; draw(random, B), a batch {x, targets};
  // example(random, B), one in which all sequences end together; shown(batch), for each step of its
  // first sample {letter} or {height, isMarked}; levels, [[label, loss, words]] that a net is held
  // against; goal, a loss; isLog, how the loss is drawn.
  const TASKS = {
    adding: {
      title: "Adding: the sum of two marked numbers",
      size: {name: "steps", words: "steps T", low: 4, high: 200, value: 50},
      words: "Each step brings a number between 0 and 1; two of them are marked. After the last " +
        "step the net gives their sum. Always answering 1, the mean, has a squared error of 1/6.",
      make({steps: T}) {
        const half = Math.floor(T / 2);
        const draw = (random, B) => {
          const x = steps(T, () => new Float64Array(2 * B)), sums = new Float64Array(B);
          for (let b = 0; b < B; b++) {
            for (let t = 0; t < T; t++) x[t][b] = random();
            for (const t of [whole(random, half), half + whole(random, half)]) {
              x[t][B + b] = 1;
              sums[b] += x[t][b];
            }
          }
          return {x, targets: steps(T, (t) => (t === T - 1 ? sums : null))};
        };
        return {
          D_x: 2, D_y: 1, loss: "squaredError", draw, example: draw, isLog: true, goal: 0.005,
          levels: [["always 1", 1 / 6, "always answering 1"]],
          shown: ({x}) => x.map((x_t) => ({height: x_t[0], isMarked: x_t[x_t.length / 2] > 0})),
        };
      },
    },
    recall: {
      title: "Recall: the first of many symbols",
      size: {name: "steps", words: "steps T", low: 2, high: 200, value: 12},
      words: "Each step brings one of four symbols. After the last the net names the first. " +
        "Guessing costs ln 4 = 1.39.",
      make({steps: T}) {
        const draw = (random, B) => {
          const numbers = steps(T, () => Int32Array.from({length: B}, () => whole(random, 4)));
          const targets = steps(T, (t) => (t === T - 1 ? numbers[0] : null));
          return {x: oneHot(numbers, 4), numbers, targets};
        };
        return {
          D_x: 4, D_y: 4, loss: "crossEntropy", draw, example: draw, isLog: true, goal: 0.05,
          levels: [["guessing", Math.log(4), "guessing"]],
          shown: ({numbers}) => numbers.map((row, t) => ({letter: "ABCD"[row[0]], isMarked: t === 0})),
        };
      },
    },
    counting: {
      title: "Counting: as many b as a",
      size: {name: "steps", words: "longest run of a", low: 2, high: 40, value: 10},
      words: "The net reads strings such as $aaabbb$, where $ marks both ends, and predicts every " +
        "next symbol. Nobody can know how many a will come, but from the first b on everything " +
        "is certain for a net that has counted.",
      make({steps: longest}) {
        const T = 2 * longest + 1;
        const symbol = (t, n) => (t === 0 || t > 2 * n ? 0 : t <= n ? 1 : 2);
        const strings = (lengths) => {
          const read = (from) => steps(T, (t) =>
            Int32Array.from(lengths, (n) => (t > 2 * n ? -1 : symbol(t + from, n))));
          const numbers = read(0);
          return {x: oneHot(numbers, 3), numbers, targets: read(1)};
        };
        const pairs = steps(longest, (k) =>
          steps(2 * k + 3, (t) => [symbol(t, k + 1), symbol(t + 1, k + 1)])).flat();
        const best = Math.log(longest) / (longest + 2);
        return {
          D_x: 3, D_y: 3, loss: "crossEntropy", isLog: false, goal: best + 0.02,
          draw: (random, B) => strings(steps(B, () => 1 + whole(random, longest))),
          example: (random, B) => strings(steps(B, () => longest)),
          levels: [
            ["last symbol", entropy(counted(pairs)), "knowing the last symbol alone"],
            ["optimum", best, "counting without a mistake"],
          ],
          shown: ({numbers}) => numbers.map((row) => ({letter: "$ab"[row[0]]})),
        };
      },
    },
    text: {
      title: "Your own text, letter by letter",
      size: {name: "steps", words: "letters read at once", low: 5, high: 100, value: 25},
      words: "The net reads pieces of the text below and predicts every next letter. As it learns " +
        "it writes. The loss is that on the text it learns from.",
      make({steps: T, text}) {
        const letters = [...text], alphabet = [...new Set(letters)].sort();
        const numbers = letters.map((letter) => alphabet.indexOf(letter)), D = alphabet.length;
        const last = numbers.length - T - 1; // where the last piece begins
        const piece = (starts) => {
          const from = (k) => steps(T, (t) => Int32Array.from(starts, (start) => numbers[start + t + k]));
          return {x: oneHot(from(0), D), numbers: from(0), targets: from(1)};
        };
        const draw = (random, B) => piece(steps(B, () => whole(random, last + 1)));
        const loss = (pair) => entropy(counted(numbers.slice(1).map(pair)));
        return {
          D_x: D, D_y: D, loss: "crossEntropy", draw, isLog: false, goal: null, alphabet,
          example: (random, B) => piece(steps(B, (b) => (b ? whole(random, last + 1) : 0))),
          levels: [
            ["shares", loss((n) => ["", n]), "knowing how often each letter comes"],
            ["last letter", loss((n, k) => [numbers[k], n]), "knowing the last letter alone"],
          ],
          first: numbers[0],
          spelled: (drawn) => drawn.map((n) => alphabet[n]).join(""),
          shown: ({numbers: read}) => read.map((row) => ({letter: alphabet[row[0]]})),
        };
      },
    },
  };

  return TASKS;
}
