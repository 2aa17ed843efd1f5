// What the reader chooses before a training: the task, the cells, the numbers.
function laboratoryTrainingForm(companions) {
  const {weightsOf, sizesNamed} = laboratoryTrainer(), TASKS = laboratoryTasks();
  const {escaped} = laboratoryTrainingPlots();
  const LOOKS = [ // of the lines of cells: the meaning of a colour, dashes
    ["accent", ""], ["second", "7 3"], ["third", "9 3 2 3"], ["ink", "2 3"], ["muted", ""],
  ];
  const NUMBERS = [ // name, words, lowest, highest, at first
    ["D_h", "hidden units", 1, 128, 32],
    ["steps", "", 2, 200, 50], // its words and limits are the task's
    ["seed", "random seed", 0, 999999, 0],
  ];
  const FOLDED = [
    ["rate", "learning rate", 0.00001, 10, 0.005],
    ["B", "samples in a batch", 1, 64, 16],
    ["clip", "clip gradients to length", 0.001, 1000, 1],
    ["updates", "updates", 10, 50000, 1500],
  ];
  const MOST_LETTERS = 200; // different ones: each is a feature and a class
  const RHYME = `This is the house that Jack built.
This is the malt that lay in the house that Jack built.
This is the rat that ate the malt that lay in the house that Jack built.
This is the cat that killed the rat that ate the malt that lay in the house that Jack built.
`;

  let form = null, own = [], absent = "";
  const $ = (selector) => form.querySelector(selector);
  const field = (name) => form.elements[name];
  const boxes = () => [...form.querySelectorAll(".cells input")];

  function number([name, words, low, high, value]) {
    const isWhole = Number.isInteger(low);
    return `<label data-of="${name}"><span>${words}</span><input type="number" name="${name}" ` +
      `required min="${low}" max="${high}" value="${value}" step="${isWhole ? 1 : "any"}" ` +
      `inputmode="${isWhole ? "numeric" : "decimal"}"></label>`;
  }

  const html = () => `
    <p class="task"><label for="training-task">Task</label>
      <select id="training-task" name="task">${Object.entries(TASKS).map(([key, {title}]) =>
        `<option value="${key}">${title}</option>`).join("")}</select></p>
    <p class="note" data-words></p>
    <p data-text hidden><label for="training-text">The text</label>
      <textarea id="training-text" name="text" rows="5" maxlength="20000"
        spellcheck="false">${RHYME}</textarea></p>
    <fieldset><legend>Which cells to train (the weights of the output layer are counted, too)</legend>
      <div class="cells"></div></fieldset>
    <div class="fields">${NUMBERS.map(number).join("")}</div>
    <details><summary>Learning rate, batch, clipping, updates</summary>
      <div class="fields">${FOLDED.map(number).join("")}</div>
      <p class="note">Adam changes the weights, from gradients that are shortened to the length given
      if they are longer. All weights start uniform in ±1/√D<sub>h</sub>, but a forget gate
      starts with a bias with which it keeps σ(1) = 0.73 of the old state.</p></details>`;

  // The cells that can be chosen, the reader's first. One that has a companion's name is “your …”.
  function offered() {
    const names = new Set(companions.map(({name}) => name));
    const cells = own.map((cell) =>
      ({...cell, isOwn: true, label: names.has(cell.name) ? `your ${cell.name}` : cell.name}));
    return [...cells, ...companions.map((cell) => ({...cell, label: cell.name}))]
      .map((cell, k) => ({...cell, look: LOOKS[Math.min(own.length ? k : k + 1, LOOKS.length - 1)]}));
  }

  function sizes() {
    const extra = [...form.querySelectorAll("[data-extra] input")];
    const named = extra.map(({name, valueAsNumber}) => [name, valueAsNumber]);
    return {...Object.fromEntries(named), D_h: field("D_h").valueAsNumber, B: field("B").valueAsNumber};
  }

  // The task that was chosen; or what is wrong with it, and the field to be changed.
  function task() {
    const key = field("task").value, text = field("text").value, steps = field("steps").valueAsNumber;
    if (key === "text") {
      const letters = [...text].length, kinds = new Set(text).size, input = field("text");
      if (letters < steps + 2)
        return {input, refused: `The text must have more than ${steps + 1} letters, since ${steps} ` +
          `are read at once; it has ${letters}.`};
      if (kinds > MOST_LETTERS)
        return {input, refused: `The text must have at most ${MOST_LETTERS} different letters, ` +
          `it has ${kinds}.`};
    }
    return {key, text, steps, made: TASKS[key].make({steps, text})};
  }

  // The first number that is out of its limits, and in words what it must be; all such are marked.
  function mistake() {
    let first = null;
    for (const input of form.querySelectorAll("input[type=number]")) {
      const isRight = input.checkValidity();
      if (isRight) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
      if (!isRight) first ??= input;
    }
    if (!first) return null;
    const {step, min, max, value, previousSibling} = first;
    return {input: first, refused: `${previousSibling.textContent}: must be ` +
      `${step === "1" ? "a whole number" : "a number"} from ${min} to ${max}, got ${value || "none"}.`};
  }

  const count = (cell, {D_x, D_y}) => weightsOf(cell, {...sizes(), D_x, D_y});

  // Each cell with its line and its number of weights, or with why it cannot read this task.
  function showCells() {
    const before = new Map(boxes().map((box) => [box.value, box.checked]));
    const {made} = mistake() ?? task();
    $(".cells").innerHTML = offered().map(({label, isOwn, look, ...cell}) => {
      let words = "", isOff = false;
      try {
        words = made ? `${count(cell, made).toLocaleString("en")} weights` : "";
      } catch (error) {
        words = error.message.replace(`${cell.name}: `, "");
        isOff = true;
      }
      const isOn = !isOff && (before.get(label) ?? (isOwn || label !== "RNN"));
      return `<label><input type="checkbox" value="${escaped(label)}"${isOn ? " checked" : ""}` +
        `${isOff ? " disabled" : ""}>${swatch(look)}<span>${escaped(label)} ` +
        `<small>${escaped(words)}</small></span></label>`;
    }).join("") + (absent && `<span class="note">${absent}</span>`);
  }

  // A field for each size that only the reader's cell names.
  function showSizes() {
    form.querySelectorAll("[data-extra]").forEach((label) => label.remove());
    const names = new Set(own.flatMap(sizesNamed));
    for (const name of ["B", "D_h", "D_x", "D_y"]) names.delete(name);
    for (const name of names) {
      const made = number([name, name, 1, 128, field("D_h").value]);
      $("[data-of=D_h]").insertAdjacentHTML("afterend", made);
      $(`[data-of=${name}]`).dataset.extra = "";
    }
  }

  function showTask() {
    const key = field("task").value, {size, words} = TASKS[key];
    Object.assign(field("steps"), {min: size.low, max: size.high, value: size.value});
    $("[data-of=steps] span").textContent = size.words;
    $("[data-words]").textContent = words;
    $("[data-text]").hidden = key !== "text";
  }

  function swatch([meaning, dashes]) {
    return '<svg class="line" viewBox="0 0 27 11" aria-hidden="true"><path d="M0 6H27" ' +
      `stroke="var(--book-${meaning})" stroke-dasharray="${dashes || "none"}"/></svg>`;
  }

  return {
    html, swatch,

    attach(element) {
      form = element;
      showTask();
      this.offer(own);
      field("task").addEventListener("change", () => { showTask(); showCells(); });
      form.addEventListener("input", ({target}) => {
        if (target.matches("[type=number], textarea")) showCells();
      });
    },

    // The reader's cells. One that is a companion, to the letter, is not shown twice.
    offer(cells, missing = "") {
      absent = missing;
      const known = new Set(companions.map(({source}) => source));
      own = cells.filter(({source}) => !known.has(source));
      if (!form) return;
      showSizes();
      showCells();
    },

    // {refused, input}, or all that a training needs: {cells, made, order}.
    read() {
      const wrong = mistake();
      if (wrong) return wrong;
      const {refused, input, key, text, steps, made} = task();
      if (refused) return {refused, input};
      const chosen = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
      const cells = offered().filter(({label}) => chosen.has(label))
        .map((cell) => ({...cell, count: count(cell, made)}));
      if (!cells.length) return {refused: "Choose at least one cell.", input: boxes()[0]};
      const numbers = [...NUMBERS, ...FOLDED].map(([name]) => [name, field(name).valueAsNumber]);
      const order = {...Object.fromEntries(numbers), task: key, text, steps, sizes: sizes()};
      return {cells, made, order};
    },
  };
}
