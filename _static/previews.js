// A reader who points at a term, a source or the number of an equation sees it beside the link;
// so does one who comes by keyboard. Escape puts it away. The texts are loaded with the first one.
{
  const root = document.documentElement.dataset.content_root;
  const QUOTED = /(?:glossary|sources)\.html#|#equation-/;
  const box = document.createElement("div");
  box.id = "preview";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  let link, waiting, loading;

  const load = () => (loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `${root}_static/previewed.js`;
    script.onload = resolve;
    script.onerror = () => { loading = undefined; resolve(); }; // the next link tries again
    document.head.append(script);
  }));
  const hide = () => {
    clearTimeout(waiting);
    link?.removeAttribute("aria-describedby");
    link = undefined;
    box.hidden = true;
  };
  const show = async (wanted) => {
    await load();
    if (link !== wanted) return; // the reader has gone on
    const text = window.bookPreviewed?.[wanted.href.slice(new URL(root, location.href).href.length)];
    if (!text) return;
    box.innerHTML = text;
    box.hidden = false;
    wanted.closest(".bd-article").append(box);
    wanted.setAttribute("aria-describedby", box.id);
    box.style.translate = "none"; // to see where it lies by itself
    const at = wanted.getClientRects()[0], own = box.getBoundingClientRect();
    const bar = document.querySelector(".bd-header-article")?.getBoundingClientRect().bottom ?? 0;
    const below = at.bottom + own.height + 8 < innerHeight || at.top < bar + own.height + 8;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - own.width - 8));
    const top = below ? at.bottom + 4 : at.top - own.height - 4;
    box.style.translate = `${left - own.left}px ${top - own.top}px`;
  };
  const reach = (event, delay) => {
    if (box.contains(event.target)) return clearTimeout(waiting);
    const reached = event.target.closest?.(".bd-article a[href]");
    if (!reached || !QUOTED.test(reached.href)) return;
    if (reached !== link) hide();
    link = reached;
    clearTimeout(waiting);
    if (box.hidden) waiting = setTimeout(() => show(reached), delay);
  };
  const leave = () => {
    if (!link) return;
    clearTimeout(waiting);
    waiting = setTimeout(hide, 200); // time to move into the box
  };
  if (matchMedia("(hover: hover)").matches) {
    document.addEventListener("pointerover", (event) => reach(event, 250));
    document.addEventListener("pointerout", leave);
  }
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible")) reach(event, 0);
  });
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
