// Trains beside the page, so that the page stays quick. It is told {do: "start", …} or "pause" or
// "go", and posts what happened some times a second. All cells take the same batches in turn.
function laboratoryTrainingWorker({Network, stream, write}, tasks) {
  const SLICE = 120, LOOK = 700; // ms: between two posts, and between two looks inside
  let run = null, isGoing = false, isWaiting = false;

  function begin({cells, task, sizes, rate, clip, seed, updates, steps, text}) {
    const made = tasks[task].make({steps, text}), {D_x, D_y} = made;
    const nets = cells.map((cell) => ({
      cell, losses: [], seconds: 0, ended: null,
      network: new Network(cell, {...sizes, D_x, D_y}, made.loss, seed),
    }));
    const {B} = sizes;
    return {
      made, nets, rate, clip, updates, seed, B, done: 0, lookedAt: -Infinity,
      data: stream(seed, 2), example: made.example(stream(seed, 3), B),
    };
  }

  // One update of every net that has not diverged, on the same batch.
  function update() {
    const {made, nets, data, B, rate, clip} = run, batch = made.draw(data, B);
    run.done++;
    for (const net of nets) {
      if (net.ended) continue;
      const from = performance.now(), {loss, norm, diverged} = net.network.learn(batch, {rate, clip});
      net.seconds += (performance.now() - from) / 1000;
      if (diverged) net.ended = {update: run.done, loss, norm};
      else net.losses.push(loss);
    }
    if (nets.every((net) => net.ended) || run.done >= run.updates) isGoing = false;
  }

  function look() {
    const {made, nets, example, seed} = run;
    run.lookedAt = performance.now();
    return {
      shown: made.shown(example),
      nets: nets.map(({network}) => ({
        ...network.look(example),
        wrote: made.alphabet &&
          made.spelled(write(network, made.first, 160, 0.7, stream(seed, 4))),
      })),
    };
  }

  function post() {
    const isOver = !isGoing || performance.now() - run.lookedAt > LOOK;
    postMessage({
      done: run.done, isGoing,
      nets: run.nets.map((net) => ({
        losses: net.losses.splice(0), seconds: net.seconds, ended: net.ended,
        updates: net.network.updates,
      })),
      look: isOver ? look() : null,
    });
  }

  function work() {
    isWaiting = false;
    const until = performance.now() + SLICE;
    while (isGoing && performance.now() < until) update();
    post();
    if (isGoing) wait();
  }

  function wait() {
    if (!isWaiting) setTimeout(work);
    isWaiting = true;
  }

  addEventListener("message", ({data}) => {
    if (data.do === "start") {
      try {
        run = begin(data);
      } catch (error) {
        postMessage({refused: error.message});
        return;
      }
      isGoing = true;
      post(); // how it looks before it has learnt anything
      wait();
    }
    if (data.do === "pause") isGoing = false;
    if (data.do === "go" && run.done < run.updates) {
      isGoing = true;
      wait();
    }
  });
}
