// The part of the laboratory that trains: what the reader chooses, a worker, and what comes of it.
function laboratoryTrainingView(companions, style) {
  const form = laboratoryTrainingForm(companions);
  const {lines, inside, short, escaped} = laboratoryTrainingPlots();
  const SAID_EVERY = 5000; // ms: a screen reader shall come to the end of a sentence
  const CALM = 2000; // ms between two drawings, for readers who want little motion
  const RECENT = 20; // updates over which a loss is averaged
  const POINTS = 160; // of a curve

  let root = null, worker = null, run = null;
  const $ = (selector) => root.querySelector(selector);

  const page = () => `<style>${style}</style>
    <form novalidate>${form.html()}
      <p class="buttons"><button type="submit" class="first">Train</button>
        <button type="button" data-again hidden>Start again</button></p></form>
    <p role="status"></p><div class="results" hidden></div>`;

  const results = () => `
      <div class="wide pst-scrollable-table-container"><table><caption></caption><thead><tr>
        <th scope="col">cell</th><th scope="col">weights</th><th scope="col">loss</th>
        <th scope="col" data-goal>goal</th><th scope="col">ms per update</th>
      </tr></thead><tbody></tbody></table></div>
      <figure data-figure="loss"><div></div><figcaption>The loss before each update, averaged over a
        few updates. The grey line, to compare: <span data-levels></span></figcaption></figure>
      <figure data-figure="lags"><div></div><figcaption>How strongly the loss of the last prediction
        depends on what is carried k steps before: the length of the gradient of all states together.
        Every curve is divided by its value at k = 1. Where it has fallen to a thousandth, hardly
        anything is learnt from so far back.</figcaption></figure>
      <figure data-figure="inside"><p><label>Look inside <select name="cell"></select></label></p>
        <div></div><figcaption>One example, always the same. A row is a unit. The further a gate is
        open and the larger a state is, the stronger is its colour; blue is above 0, red below.</figcaption></figure>
      <div class="wrote" hidden></div>`;

  const whole = (n) => n.toLocaleString("en");
  const listed = (parts) => (parts.length < 2 ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);

  function say(words) {
    if ($("[role=status]").textContent !== words) $("[role=status]").textContent = words;
    if (run) run.saidAt = performance.now();
  }

  function start() {
    const {refused, input, cells, made, order} = form.read();
    if (refused) {
      say(refused);
      input.closest("details")?.setAttribute("open", "");
      return input.focus();
    }
    end();
    run = {
      cells, made, done: 0, isGoing: true, updates: order.updates, look: null, drawnAt: -Infinity,
      nets: cells.map(() => ({losses: [], sums: [0], seconds: 0, ended: null, reached: null})),
    };
    const seen = $("[name=cell]")?.selectedOptions[0].text;
    $(".results").innerHTML = results();
    $(".results").hidden = true;
    $("[name=cell]").innerHTML = cells.map(({label}, k) =>
      `<option value="${k}"${label === seen ? " selected" : ""}>${escaped(label)}</option>`).join("");
    $("[name=cell]").addEventListener("change", drawLook);
    $("[data-goal]").hidden = !made.goal;
    $("[data-goal]").textContent = made.goal ? `first below ${short(made.goal)} at update` : "";
    $("[data-levels]").textContent =
      `${made.levels.map(([, loss, words]) => `${words} has a loss of ${short(loss)}`).join(", ")}.` +
      (made.goal ? ` A net counts as having learnt the task below ${short(made.goal)}.` : "");
    $(".wrote").hidden = !made.alphabet;
    worker = startedWorker();
    worker.onmessage = ({data}) => receive(data);
    worker.onerror = ({message}) => { end(); say(`The training stopped: ${message}.`); };
    worker.postMessage({do: "start", cells, ...order});
    say(`Training ${listed(cells.map(({label}) => label))}.`);
    showButtons();
  }

  // Of the functions of this script: so it starts where the page was opened as a file, too.
  function startedWorker() {
    const parts = [laboratoryTrainer, laboratoryTasks, laboratoryTrainingWorker].map(String);
    const begin = "laboratoryTrainingWorker(laboratoryTrainer(), laboratoryTasks());";
    const text = new Blob([[...parts, begin].join("\n")], {type: "text/javascript"});
    const address = URL.createObjectURL(text), made = new Worker(address);
    URL.revokeObjectURL(address);
    return made;
  }

  function end() {
    worker?.terminate();
    worker = null;
    showButtons();
  }

  function showButtons() {
    const first = $("button.first"), again = $("[data-again]");
    first.textContent = !worker ? "Train" : run.isGoing ? "Pause" : "Go on";
    if (!worker && document.activeElement === again) first.focus();
    again.hidden = !worker;
  }

  function press() {
    if (!worker) return start();
    run.isGoing = !run.isGoing;
    worker.postMessage({do: run.isGoing ? "go" : "pause"});
    if (run.isGoing) say("Training goes on.");
    showButtons();
  }

  const mean = ({sums}) => { // of the last losses
    const n = sums.length - 1, k = Math.min(n, RECENT);
    return (sums[n] - sums[n - k]) / k;
  };

  // What a net has come to since the last time: it is written down, and in words where it is news.
  function note(net, {losses, seconds, ended, updates}, label) {
    const {goal} = run.made, news = [];
    for (const loss of losses) {
      net.sums.push(net.sums.at(-1) + loss);
      const n = net.sums.length - 1;
      if (goal && !net.reached && n >= RECENT && mean(net) < goal) {
        net.reached = n;
        news.push(`${label} is below ${short(goal)} after ${whole(n)} updates.`);
      }
    }
    if (ended && !net.ended)
      news.push(`${label} stopped: at update ${ended.update} the loss was ${short(ended.loss)} and ` +
        `the length of the gradient ${short(ended.norm)}. Its weights of update ${updates} are ` +
        "kept; a smaller learning rate may help.");
    Object.assign(net, {seconds, ended});
    return news;
  }

  function receive({refused, done, isGoing, nets, look}) {
    if (refused) {
      end();
      return say(refused);
    }
    run.done = done;
    run.look = look ?? run.look;
    const news = nets.flatMap((net, k) => note(run.nets[k], net, run.cells[k].label));
    const isOver = !isGoing && (done >= run.updates || nets.every(({ended}) => ended));
    if (isOver) end();
    const now = performance.now();
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!isGoing || now - run.drawnAt > (isCalm ? CALM : 0)) {
      run.drawnAt = now;
      draw();
    }
    if (news.length || !isGoing || now - run.saidAt > SAID_EVERY) {
      const when = isOver ? "Done. After" : isGoing ? "After" : "Paused. After";
      const [, loss, words] = run.made.levels[0];
      say([...news, `${when} ${whole(done)} updates the loss is ${told() || "not yet known"}. ` +
        `To compare: ${words} has a loss of ${short(loss)}.`].join(" "));
    }
  }

  // The cells with their losses, in words.
  const told = () => listed(run.nets.flatMap((net, k) =>
    (net.sums.length > 1 ? [`${run.cells[k].label} ${short(mean(net))}`] : [])));

  // The losses as at most POINTS means.
  function curve({sums}) {
    const n = sums.length - 1, apart = Math.max(1, Math.ceil(n / POINTS)), points = [];
    for (let k = 0; k < n; k += apart) {
      const last = Math.min(k + apart, n), first = Math.max(0, Math.min(k, last - 5));
      points.push([last, (sums[last] - sums[first]) / (last - first)]);
    }
    return points;
  }

  function until(n) { // where the axis ends: it moves seldom
    const power = 10 ** Math.floor(Math.log10(Math.max(n, 10)));
    return [1, 2, 5, 10].map((k) => k * power).find((last) => last >= n);
  }

  const lineOf = ({label, look: [meaning, dash]}, points) => ({name: label, meaning, dash, points});

  function row(net, {label, look, count}) {
    const n = net.sums.length - 1, {ended, reached, seconds} = net;
    const texts = [
      whole(count),
      ended ? `${short(ended.loss)} at ${ended.update}` : n ? short(mean(net)) : "",
      ...(run.made.goal ? [reached ? whole(reached) : "not yet"] : []),
      n ? (1000 * seconds / n).toFixed(1) : "",
    ];
    return `<tr><th scope="row">${form.swatch(look)} ${escaped(label)}</th>` +
      `${texts.map((words) => `<td>${words}</td>`).join("")}</tr>`;
  }

  function draw() {
    const {cells, nets, done, updates, made: {levels, isLog}} = run;
    if ($(".results").hidden) {
      $(".results").hidden = false;
      dispatchEvent(new Event("resize")); // what scrolls is measured
    }
    $("caption").textContent = `After ${whole(done)} of ${whole(updates)} updates`;
    $("tbody").innerHTML = nets.map((net, k) => row(net, cells[k])).join("");
    $("[data-figure=loss] div").innerHTML = lines({
      series: nets.map((net, k) => lineOf(cells[k], curve(net))), levels, isLog,
      x: [0, until(done)], least: 1e-5, across: "updates",
      upward: isLog ? "loss, logarithmic" : "loss",
      alt: `Loss against updates, a line for each cell; after ${done} updates: ${told() || "none"}. ` +
        levels.map(([, loss, words]) => `Dashed: ${words}, ${short(loss)}.`).join(" "),
    });
    if (run.look) drawLook();
  }

  function drawLook() {
    const {cells, look: {shown, nets}} = run, T = shown.length;
    const lags = nets.map((net) => net.lags.map((length, k) => [k + 1, length / net.lags[0]]));
    const ends = lags.map((points, k) => // of a cell without memory there is none
      `${cells[k].label} ${Number.isFinite(points.at(-1)[1]) ? short(points.at(-1)[1]) : "none"}`);
    $("[data-figure=lags] div").innerHTML = lines({
      series: lags.map((points, k) => lineOf(cells[k], points)), levels: [], isLog: true,
      x: [1, T], least: 1e-8, across: "steps back, k", upward: "gradient, logarithmic",
      alt: "Length of the gradient against steps back, a line for each cell; " +
        `${T} steps back: ${listed(ends)}.`,
    });
    const k = Math.max(0, $("[name=cell]").selectedIndex), {gates, states} = nets[k];
    const roles = Object.fromEntries(cells[k].gates.map(({name, meaning, roles: own}) =>
      [name, {meaning, words: `${listed(own)} gate`}]));
    const name = cells[k].label;
    $("[data-figure=inside] div").innerHTML = inside({shown, gates, states, roles, name});
    $(".wrote").innerHTML = nets.map(({wrote}, j) => (wrote === undefined ? ""
      : `<p><strong>${escaped(cells[j].label)} writes:</strong> ${escaped(wrote)}</p>`)).join("");
  }

  return {
    // Build it into an element. Nothing runs before the reader says so.
    mount(element) {
      root = element;
      root.classList.add("training");
      root.innerHTML = page();
      form.attach($("form"));
      $("form").addEventListener("submit", (event) => { event.preventDefault(); press(); });
      $("form").addEventListener("keydown", (event) => { // Enter in a field starts anew
        if (event.key !== "Enter" || !event.target.matches("input")) return;
        event.preventDefault();
        start();
      });
      $("[data-again]").addEventListener("click", start);
      $("form").addEventListener("change", () => {
        if (worker) say("What you change counts once you start again.");
      });
    },
    // The reader's cells, as `for_training` of rnnlib.symbolic.javascript tells of them. A run
    // under way goes on with the cells it began with. missing: why there are none.
    offer(cells, missing = "") {
      form.offer(cells, missing);
    },
  };
}
