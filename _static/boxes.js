// A box that scrolls can be reached by keyboard, and fades (see book.css). Whether it scrolls is measured when the browser
// has nothing else to do, and only in the parts of the page that are laid out: the theme measures
// all at once, a second of work on a long page.
document.addEventListener("DOMContentLoaded", () => {
  const BOXES =
    "pre, .cell_output > .output, div.math, .book-figure, .pst-scrollable-table-container";
  const later = window.requestIdleCallback ?? ((work) => setTimeout(() => work(), 50));
  const laidOut = (box) => box.checkVisibility?.({ contentVisibilityAuto: true }) ?? true;
  const measure = (part) => {
    const boxes = [...part.querySelectorAll(BOXES)];
    const some = (deadline) => {
      do {
        const box = boxes.shift();
        if (box && laidOut(box)) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
      } while (boxes.length && deadline?.timeRemaining() > 10);
      if (boxes.length) later(some);
    };
    later(some);
  };
  let waiting;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => measure(document), 100);
  };
  addEventListener("resize", again);
  document.addEventListener("toggle", again, true); // what was folded has no width before
  const shown = (event) => event.skipped || measure(event.target);
  document.addEventListener("contentvisibilityautostatechange", shown, true);
  measure(document);
});
