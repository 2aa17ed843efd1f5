// A box that scrolls can be reached by keyboard. Whether it scrolls is measured when the browser
// has nothing else to do: the theme measures all at once, a second of work on a long page.
document.addEventListener("DOMContentLoaded", () => {
  const later = window.requestIdleCallback ?? ((work) => setTimeout(() => work(), 50));
  const measure = () => {
    const boxes = [...document.querySelectorAll("pre, .cell_output > .output, div.math")];
    const some = (deadline) => {
      do {
        const box = boxes.shift();
        if (box) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
      } while (boxes.length && deadline?.timeRemaining() > 10);
      if (boxes.length) later(some);
    };
    later(some);
  };
  let waiting;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(measure, 300);
  };
  addEventListener("resize", again);
  document.addEventListener("toggle", again, true); // what was folded has no width before
  measure();
});
