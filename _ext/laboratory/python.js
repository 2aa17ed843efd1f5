// Python in the page, fetched when it is asked for and ended when it takes too long.
//
//   const python = laboratory.python;
//   await python.ask({ do: "derive", source, other: "", sizes: [] }, (piece, text) => …);
//
// `ask` ends with null, or with { mistake, line } where the reader's cell is wrong.
window.laboratory = window.laboratory || {};
window.laboratory.python = (() => {
  const PATIENCE = 10000; // ms that an answer may take until its next piece
  const NAMES = ["brython", "rnnlib"];
  const version = document.querySelector("[data-python]")?.dataset.python ?? "";
  // The pages stand in chapters/.
  const address = (name) => `../_static/laboratory/${name}.js?v=${version}`;
  // Brython wants an address of its own, of which it asks for nothing.
  const BEFORE = 'globalThis.__BRYTHON__ = { brython_path: "https://brython.invalid/" };\n';
  const texts = {}; // {name: source}: what a worker is made of, filled by the scripts themselves
  let fetched, worker, started;
  let last = 0;
  const waiting = new Map(); // {id: what is done with an answer}

  // The files are scripts of the page that hold their code in a function: so they come from a
  // server and from the file system alike, and a worker can be made of them in both.
  const fetchScript = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address(name);
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${name}.js did not arrive`));
      document.head.append(script);
    });

  function fetchAll() {
    fetched ??= Promise.all(NAMES.map(fetchScript)).catch((error) => {
      fetched = null; // to be tried again
      throw error;
    });
    return fetched;
  }

  const body = (code) => String(code).replace(/^[^{]*\{/, "").replace(/\}$/, "");

  function start() {
    started ??= fetchAll().then(
      () =>
        new Promise((resolve, reject) => {
          const parts = [BEFORE, ...NAMES.map((name) => body(texts[name]))];
          const url = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
          worker = new Worker(url);
          URL.revokeObjectURL(url);
          worker.onerror = (event) => reject(new Error(event.message || "no worker"));
          worker.onmessage = ({ data }) => {
            if (data.ready) resolve();
            else if (data.id === undefined) reject(new Error(data.fault));
            else waiting.get(data.id)?.(data);
          };
        }),
    );
    started.catch(end);
    return started;
  }

  // The worker is ended; the next question starts a new one.
  function end() {
    worker?.terminate();
    worker = started = null;
    for (const answered of waiting.values()) answered({ ended: true });
    waiting.clear();
  }

  async function ask(question, onPiece) {
    await start();
    const id = ++last;
    return new Promise((resolve, reject) => {
      let clock;
      const wait = () => {
        clearTimeout(clock);
        clock = setTimeout(() => {
          waiting.delete(id);
          end();
          resolve({ mistake: "it ran for too long, and was stopped", line: null });
        }, PATIENCE);
      };
      const finish = (result) => {
        clearTimeout(clock);
        waiting.delete(id);
        resolve(result);
      };
      waiting.set(id, (data) => {
        if (data.piece !== undefined) {
          wait();
          onPiece(data.piece, data.text);
        } else if (data.fault !== undefined) {
          reject(new Error(data.fault));
          finish(null);
        } else if (data.mistake !== undefined) finish({ mistake: data.mistake, line: data.line });
        else if (data.ended) finish({ ended: true });
        else finish(null);
      });
      wait();
      worker.postMessage({ ...question, id });
    });
  }

  const isThere = () => NAMES.every((name) => name in texts);

  return { ask, isThere, start, holds: (name, code) => (texts[name] = code) };
})();
