// Drop-down menus and tooltips need a script of 24 KB. It is loaded when a reader first reaches
// for one of them, by pointer, keyboard or touch; a click that comes before it is repeated, but
// for a button that only has a tooltip, and does its work without the script.
{
  const root = document.documentElement.dataset.content_root;
  let loading;

  const reach = (event) => {
    const trigger = event.target.closest?.("[data-bs-toggle]");
    if (!trigger || window.bootstrap) return;
    loading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${root}_static/scripts/bootstrap.js`;
      script.onload = resolve;
      document.head.append(script);
    });
    if (event.type === "click" && trigger.dataset.bsToggle !== "tooltip") {
      event.preventDefault();
      loading.then(() => trigger.click());
    }
  };
  for (const kind of ["pointerover", "focusin", "click"])
    document.addEventListener(kind, reach, true);

  // The button that leads back to the top shows while a reader scrolls up.
  let before = 0;
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("pst-back-to-top");
    if (!button) return;
    button.addEventListener("click", () => scrollTo(0, 0));
    addEventListener("scroll", () => {
      button.style.display = scrollY < before - 5 && scrollY > 300 ? "block" : "none";
      before = scrollY;
    });
  });
}
