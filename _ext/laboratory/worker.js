// Python beside the page: a question comes in, {id, do, …}; for each piece of the answer goes out
// {id, piece, text}, then {id, done: true}, or {id, mistake, line} where the reader's cell is
// wrong, or {id, fault} where something else is. After Brython and the bundle in one worker.
(async () => {
  const $B = __BRYTHON__;
  // Only what is in the bundle can be imported, and nothing is looked for anywhere else.
  $B.make_import_paths = (file) => {
    $B.import_info[file] = { meta_path: [$B.finders.VFS], path: [], path_hooks: [] };
  };
  $B.$options = { debug: 0, indexeddb: true };
  await $B.idb_open_promise().catch(() => ($B.$options.indexeddb = false));
  try {
    $B.runPythonSource("import laboratory.asked", "start");
  } catch (error) {
    postMessage({ fault: words(error) });
    return;
  }
  $B.$options.debug = 1; // what the reader writes has lines
  const answer = $B.module_getattr($B.imported["laboratory.asked"], "answer");

  function words(error) {
    return error?.args?.[0] ?? String(error);
  }

  self.onmessage = ({ data }) => {
    const { id } = data;
    let failed = false;
    // Brython puts a space of no width before a letter's tilde.
    const put = (piece, text) => postMessage({ id, piece, text: text.replaceAll("\u200B", "") });
    const fail = (mistake, line) => {
      failed = true;
      postMessage({ id, mistake, line: line || null });
    };
    const wrong = data.isLinked ? checked(data.source) : null;
    if (wrong) return postMessage({ id, ...wrong });
    try {
      $B.$call(answer, $B.jsobj2pyobj(data), put, fail);
      if (!failed) postMessage({ id, done: true });
    } catch (error) {
      postMessage({ id, fault: words(error) });
    }
  };
  postMessage({ ready: true });
})();
