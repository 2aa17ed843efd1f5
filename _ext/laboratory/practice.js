// The page of exercises: Python draws them and judges the answers, and the page remembers, in
// this browser alone, which level somebody has reached in each kind.
(() => {
  const root = document.querySelector(".practice");
  const { python } = window.laboratory;
  const titles = JSON.parse(root.dataset.kinds);
  const KEY = "book-practice";
  const SEEN = 500; // so many exercises do not come again
  const FIRST = [1, 0, 0, 0]; // level, right answers in a row, right ones, all

  const isKind = (name) => Object.hasOwn(titles, name);
  const recall = () => {
    const start = { progress: {}, seen: [], chosen: Object.keys(titles) };
    try {
      const kept = { ...start, ...JSON.parse(localStorage[KEY]) };
      return { ...kept, chosen: kept.chosen.filter(isKind) }; // a kind may have gone
    } catch {
      return start;
    }
  };
  const remember = () => {
    try {
      localStorage[KEY] = JSON.stringify(now);
    } catch {} // a browser that keeps nothing
  };
  let now = recall();
  const standing = (kind) => now.progress[kind] ?? FIRST;

  const make = (tag, properties = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };
  const button = (words, act, className = "") =>
    make("button", { type: "button", textContent: words, onclick: act, className });

  // --- Which kinds ---------------------------------------------------------------------------

  const counts = {};
  const kinds = Object.entries(titles).map(([kind, title]) => {
    counts[kind] = make("small");
    const box = make("input", { type: "checkbox", value: kind, checked: now.chosen.includes(kind) });
    box.onchange = () => {
      now.chosen = Object.keys(titles).filter((k) => root.querySelector(`.kinds [value=${k}]`).checked);
      remember();
    };
    return make("label", {}, box, make("span", {}, title, counts[kind]));
  });
  const fieldset = make("fieldset", {}, make("legend", { textContent: "Kinds of exercises" }),
    make("div", { className: "kinds" }, ...kinds));

  function count() {
    for (const [kind, small] of Object.entries(counts)) {
      const [level, , right, done] = standing(kind);
      small.textContent = done ? `level ${level}, ${right} of ${done} right` : "level 1, not tried yet";
    }
  }

  const begin = button("Begin", () => next(), "first");
  const again = button("Start again from level 1", () => {
    now = { ...now, progress: {}, seen: [] };
    remember();
    count();
    say("All counts are back to the start.");
  });
  const choice = make("details", {},
    make("summary", { textContent: "What to practise" }), fieldset, again);

  // --- One exercise --------------------------------------------------------------------------

  const heading = make("h2", { tabIndex: -1 });
  const asked = make("form", { noValidate: true });
  const status = make("p");
  status.setAttribute("role", "status");
  const explained = make("div", { className: "explained" });
  const check = make("button", { type: "submit", textContent: "Check", className: "first" });
  const tell = button("Show the answer (counts as wrong)", () => judge(true));
  const another = button("Next exercise", () => next(), "first");
  const link = make("a", { href: "#", textContent: "Link to this exercise" });
  const exercise = make("section", { className: "exercise", hidden: true }, heading, asked,
    make("div", { className: "buttons" }, check, tell, another, link));
  asked.id = "practice-form";
  check.setAttribute("form", asked.id);
  asked.onsubmit = (event) => {
    event.preventDefault();
    judge(false);
  };

  const say = (words, verdict = "") => { // HTML: our own words, and those of the library
    status.innerHTML = words;
    status.dataset.verdict = verdict;
  };

  let current; // { kind, level, seed }
  let isCounted, isBusy;
  let waiting = null; // an exercise that a link has asked for while Python was busy

  async function ask(question) {
    if (isBusy) return null;
    isBusy = true;
    try {
      const said = {};
      const wrong = await python.ask(question, (piece, text) => (said[piece] = text));
      if (wrong) throw new Error(wrong.mistake ?? "Python was stopped");
      if (!Object.keys(said).length) throw new Error("no answer came");
      return said;
    } catch (error) {
      say("", "wrong");
      status.textContent = `That did not work: ${error.message}. Please try once more.`;
      return null;
    } finally {
      isBusy = false;
      const wanted = waiting;
      waiting = null;
      if (wanted) queueMicrotask(() => next(wanted));
    }
  }

  // The kind that was asked least often, and not the one before if there are others.
  function draw() {
    const others = now.chosen.filter((kind) => kind !== current?.kind || now.chosen.length === 1);
    const least = Math.min(...others.map((kind) => standing(kind)[3]));
    const kind = others.find((k) => standing(k)[3] === least);
    return { kind, level: standing(kind)[0], seed: crypto.getRandomValues(new Uint32Array(1))[0] };
  }

  function linked() {
    const [, kind, level, seed] = /^#exercise=(\w+)-([1-4])-(\d{1,10})$/.exec(location.hash) ?? [];
    return isKind(kind) && seed < 2 ** 32 ? { kind, level: Number(level), seed: Number(seed) } : null;
  }

  async function next(wanted = null) {
    if (isBusy) return void (waiting = wanted ?? waiting);
    if (!wanted && !now.chosen.length) return say("Choose at least one kind first.", "wrong");
    say("Drawing an exercise …");
    let said, drawn;
    for (let tries = 0; tries < 9; tries++) {
      drawn = wanted ?? draw();
      said = await ask({ do: "exercise", ...drawn });
      if (!said) return;
      if (wanted || !now.seen.includes(said.digest)) break;
    }
    current = drawn;
    isCounted = false;
    now.seen = [...now.seen, said.digest].slice(-SEEN);
    remember();
    heading.replaceChildren(titles[drawn.kind], make("small", { textContent: `level ${drawn.level}` }));
    asked.innerHTML = said.question;
    explained.replaceChildren();
    link.href = `#exercise=${drawn.kind}-${drawn.level}-${drawn.seed}`;
    settle(false);
    exercise.hidden = false;
    begin.hidden = true;
    choice.open = false;
    say("");
    dispatchEvent(new Event("resize")); // what scrolls is measured again
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  }

  const settle = (isDone) => {
    check.hidden = tell.hidden = isDone;
    another.hidden = !isDone;
    for (const field of asked.elements) field.disabled = isDone;
  };

  function answer() {
    const fields = [...asked.querySelectorAll("input")];
    if (fields[0].type === "radio") return fields.filter((f) => f.checked).map((f) => Number(f.value));
    if (fields[0].type !== "checkbox") return fields.map((field) => field.value);
    const rows = [];
    for (const { name, value, checked } of fields) {
      rows[name] ??= [];
      if (checked) rows[name].push(Number(value));
    }
    return rows;
  }

  async function judge(isTold) {
    const progress = standing(current.kind);
    say("Checking …");
    const said = await ask({ do: "judge", ...current, answer: answer(), tell: isTold, progress });
    if (!said) return;
    const { verdict, words } = said;
    const isFirst = !isCounted;
    let moved = "";
    if (!isCounted && (verdict !== "none" || isTold)) {
      isCounted = true;
      const reached = said.progress.split(" ").map(Number);
      if (reached[0] !== standing(current.kind)[0]) moved = ` You go on at level ${reached[0]}.`;
      now.progress[current.kind] = reached;
      remember();
      count();
    }
    if (verdict === "right" && !isTold)
      say(isFirst ? `Right.${moved}` : "Right. It was not the first try, so it does not count.", verdict);
    else if (isTold) say(`Here is the answer, and why.${moved}`, "wrong");
    else say(verdict === "none" ? words : `Not yet. ${words}${moved}`, verdict);
    if (verdict !== "right" && !isTold) return;
    settle(true);
    explained.innerHTML = `<p>${said.answer}</p>${said.explanation}`;
    dispatchEvent(new Event("resize"));
    another.focus({ preventScroll: true });
  }

  root.querySelector("p").remove();
  root.append(choice, make("div", { className: "buttons" }, begin), exercise, status, explained);
  count();
  if (linked()) {
    begin.textContent = "Open the exercise of the link";
    begin.onclick = () => (next(linked()), (begin.onclick = () => next()));
  }
  addEventListener("hashchange", () => linked() && next(linked()));
})();
