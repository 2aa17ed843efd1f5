// The page of the laboratory: what the reader writes goes to Python, and what comes back is shown.
(() => {
  const root = document.querySelector(".laboratory");
  const { python, link } = window.laboratory;
  const $ = (selector) => document.querySelector(selector);
  const text = $("#laboratory-cell");
  const [start, other] = [$("[data-start]"), $("[data-other]")];
  const sources = JSON.parse($("[data-sources]").textContent);
  const QUIET = 400; // ms without a key before a cell is derived
  let isLinked = false; // whether the text, or what it was made of, came with a link
  let clock;

  const say = (words, state = "") => {
    root.dataset.state = state;
    $("[data-copied]").textContent = "";
    $("[data-said]").textContent = words;
  };

  // Python answers one question after the other: while it derives a cell, only the newest waits.
  let isBusy = false;
  let isChanged = false;

  async function derive() {
    isChanged = true;
    if (isBusy) return;
    isBusy = true;
    while (isChanged) {
      isChanged = false;
      await deriveOnce().catch((error) => say(`This could not be derived: ${error.message}.`, "wrong"));
    }
    isBusy = false;
  }

  async function deriveOnce() {
    if (!python.isThere()) say("Loading the Python that runs in the page, a third of a megabyte, this once …");
    await python.start();
    say("Deriving …");
    const question = {
      do: "derive",
      source: text.value,
      other: other.value,
      sizes: [...document.querySelectorAll("[data-size]")]
        .filter((field) => field.checkValidity() && field.value)
        .map((field) => [field.dataset.size, Number(field.value)]),
      isLinked,
    };
    let said = "";
    const wrong = await python.ask(question, (piece, content) => {
      if (piece === "said") said = content;
      show(piece, content);
    });
    if (wrong && !wrong.ended) mark(wrong);
    else if (!wrong) {
      mark({});
      say(said);
    }
    dispatchEvent(new Event("resize")); // what scrolls is measured again
  }

  function show(piece, content) {
    if (piece === "training") return window.laboratoryTraining?.offer([JSON.parse(content)]);
    const place = $(`[data-piece="${piece}"]`);
    if (place?.tagName === "PRE") place.textContent = content;
    else if (place) place.innerHTML = content;
  }

  // What is wrong, in words and at its line; what was right before stays in sight, dimmed.
  function mark({ mistake, line }) {
    const isWrong = mistake !== undefined;
    text.setAttribute("aria-invalid", isWrong);
    $(".mark").hidden = !line;
    if (line) {
      const { lineHeight, paddingTop } = getComputedStyle(text);
      const top = parseFloat(paddingTop) + (line - 1) * parseFloat(lineHeight) - text.scrollTop;
      $(".mark").style.top = `${top}px`;
    }
    if (isWrong)
      window.laboratoryTraining?.offer([], "Your cell is not among them as long as it has a mistake.");
    if (isWrong) say(line ? `Line ${line}: ${mistake}` : `${mistake}.`, "wrong");
  }

  function write(source) {
    text.value = source;
    fit();
    derive();
  }

  const fit = () => (text.rows = Math.max(8, text.value.split("\n").length));

  text.addEventListener("input", () => {
    start.value = ""; // the reader's own: what it was made of can be chosen again
    fit();
    clearTimeout(clock);
    clock = setTimeout(derive, QUIET);
  });
  start.addEventListener("change", () => {
    const chosen = start.value;
    isLinked = false;
    text.focus({ preventScroll: true });
    text.select();
    insert(sources[chosen]); // so that an undo brings back what the reader wrote
    start.value = chosen;
    start.focus({ preventScroll: true });
    clearTimeout(clock);
    derive();
  });
  other.addEventListener("change", derive);
  for (const field of document.querySelectorAll("[data-size]")) field.addEventListener("change", derive);

  // Tab indents, until Escape lets it lead out of the field; Enter keeps the indent.
  let leads = false;
  const insert = (words) => {
    // So it can be undone; where the browser no longer knows the command, it cannot.
    if (!document.execCommand(words ? "insertText" : "delete", false, words))
      text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input"));
  };
  text.addEventListener("blur", () => (leads = false));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leads = true;
    else if (event.key === "Tab" && !leads && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      if (!event.shiftKey) return insert("    ");
      const { selectionStart: at } = text;
      const from = text.value.lastIndexOf("\n", at - 1) + 1;
      const spaces = /^ {0,4}/.exec(text.value.slice(from))[0].length;
      if (!spaces) return;
      text.setSelectionRange(from, from + spaces);
      insert("");
      text.setSelectionRange(Math.max(from, at - spaces), Math.max(from, at - spaces));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.isComposing) {
      event.preventDefault();
      const line = text.value.slice(0, text.selectionStart).split("\n").at(-1);
      insert(`\n${/^ */.exec(line)[0]}${/:\s*$/.test(line) ? "    " : ""}`);
    } else if (event.key !== "Tab" && event.key !== "Shift") leads = false;
  });

  $("[data-link]").addEventListener("click", async () => {
    const address = await link.made(text.value);
    let words = `The link is copied: ${address.length} characters, which hold the whole cell.`;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      history.replaceState(null, "", address);
      words = "The link is now the address of this page: copy it from there.";
    }
    $("[data-copied]").textContent = words;
  });

  async function open() {
    const found = await link.read(location.hash).catch(() => undefined);
    if (found === null) return; // no link
    if (found === undefined) return say("The link is damaged: it holds no cell.", "wrong");
    isLinked = true;
    start.value = "";
    write(found);
  }

  addEventListener("hashchange", open);
  text.readOnly = false;
  for (const hidden of document.querySelectorAll("[data-live]")) hidden.hidden = false;
  const place = $("[data-training]");
  if (place) window.laboratoryTraining?.mount(place);
  open();
})();
