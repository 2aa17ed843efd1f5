// Keyboard, notes, a window for the speaker, light and dark. Without it the slides scroll.
const slides = [...document.querySelectorAll(".slide")];
const root = document.documentElement;
const notesButton = document.querySelector("[data-do=notes]");
const others = opener ? [opener] : []; // the speaker's window, or the one that opened it
let at = -1;

const tell = (now, quiet) => {
  if (now !== at && !quiet) others.forEach((other) => other.postMessage(now, "*"));
  at = now;
  document.querySelector("nav output").textContent = `${at + 1} / ${slides.length}`;
};
const go = (to, quiet) => {
  tell(Math.max(0, Math.min(slides.length - 1, to)), quiet);
  slides[at].scrollIntoView();
};

// A slide that is fuller than the window is shown smaller.
const fit = () => slides.forEach((slide) => {
  const body = slide.querySelector(".body");
  body.style.zoom = "";
  if (matchMedia("(max-width: 45rem)").matches) return;
  for (let zoom = 0.95; zoom > 0.5 && (body.scrollHeight > body.clientHeight + 1 ||
    body.scrollWidth > body.clientWidth + 1); zoom -= 0.05) body.style.zoom = zoom;
});

const act = {
  on: () => go(at + 1),
  back: () => go(at - 1),
  first: () => go(0),
  last: () => go(slides.length - 1),
  notes: () => {
    const open = notesButton.getAttribute("aria-pressed") === "false";
    notesButton.setAttribute("aria-pressed", open);
    document.querySelectorAll(".notes").forEach((notes) => (notes.open = open));
  },
  speaker: () => others.push(open(`${location.pathname}?speaker#slide-${at + 1}`, "", "popup")),
  theme: () => (root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"),
};
const keys = {
  ArrowRight: "on", ArrowDown: "on", PageDown: "on", " ": "on", ArrowLeft: "back", ArrowUp: "back",
  PageUp: "back", Home: "first", End: "last", n: "notes", s: "speaker", t: "theme",
};
addEventListener("keydown", (event) => { // a button keeps its space, a slider its arrows
  const owner = event.key === " " ? "button, summary, input" : "input, .notes > div";
  const taken = !/^[a-z]$/.test(event.key) && event.target.closest(owner);
  if (!keys[event.key] || taken || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act[keys[event.key]]();
});
document.querySelector("nav").addEventListener("click", (event) => act[event.target.dataset.do]?.());
addEventListener("message", (event) => Number.isInteger(event.data) && go(event.data, true));
addEventListener("resize", fit);
// Which one is in view is asked when the news comes: the news itself may be of before a key.
const isShown = (slide) => slide.getBoundingClientRect().bottom > innerHeight / 2;
const seen = new IntersectionObserver(() => tell(slides.findIndex(isShown)), {threshold: 0.55});
slides.forEach((slide) => seen.observe(slide));
if (matchMedia("(prefers-color-scheme: dark)").matches) act.theme();
if (location.search === "?speaker") act.notes(root.dataset.speaker = "");
tell(Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash)));
document.fonts.ready.then(fit);
