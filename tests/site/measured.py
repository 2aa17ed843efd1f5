"""What is measured on a page that is open in a browser."""

from axe_playwright_python.sync_playwright import Axe


def judge(tab):
    """Bring axe to a page."""
    tab.evaluate(Axe().axe_script)
    tab.evaluate(JUDGE_TEXT_ONCE)


def unfold(tab):
    """Open what is folded away, which is part of the page, and lay the whole page out."""
    tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    tab.add_style_tag(content="* { content-visibility: visible !important }")
    tab.evaluate("dispatchEvent(new Event('resize'))")  # what scrolls is measured again
    tab.wait_for_function(REACHABLE)


def faults(tab, options=None, within="html"):
    """What axe finds on a page as it is now; options: of axe, to have not all of its rules."""
    tab.evaluate(MARK_TEXT)
    return tab.evaluate(AXE, [within, options or {}])


def faults_on(device, tab, within="html"):
    """What axe finds on a phone, or else on a desk in the light and in the dark."""
    if device == "phone":
        return faults(tab, JUDGED["phone"], within)
    found = faults(tab, JUDGED["light"], within)
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    found += faults(tab, JUDGED["dark"], within)
    tab.emulate_media(color_scheme="light")
    return found


def searched(tab):
    """Where a reader of a page ends up who types a word into its search; None without one."""
    tab.keyboard.press("Control+k")
    field = tab.locator("#pst-search-dialog input")
    if not field.is_visible():
        return None
    field.fill("gradient")
    with tab.expect_navigation():
        field.press("Enter")
    return tab.url


# Every rule of axe; but what passes is not listed, and style sheets are not fetched once more.
AXE = """([within, options]) => axe.run(within,
  {resultTypes: ["violations"], preload: false, ...options}).then(({violations}) =>
  violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 120)}`)))"""

# The light is judged by all rules, the dark by those of colour, the phone, whose colours are
# those of the light, by the others.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
JUDGED = {
    "light": {},
    "dark": {"runOnly": OF_COLOUR},
    "phone": {"rules": {rule: {"enabled": False} for rule in OF_COLOUR}},
}

# The contrast of a text is judged by its colour, its size, and the grounds behind it. Where all
# of these are alike, as in the words of a listing, axe judges two texts and not two thousand.
JUDGE_TEXT_ONCE = """axe.configure({
  rules: [{id: "color-contrast", selector: "[data-judged], input, select, textarea, button"}],
})"""
MARK_TEXT = """() => {
  document.querySelectorAll("[data-judged]").forEach((e) => e.removeAttribute("data-judged"));
  const grounds = new Map([[null, ""]]);
  const ground = (e) => {
    if (!grounds.has(e)) {
      const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(e);
      const own = [backgroundColor, backgroundImage, opacity, position].join();
      const none = own === "rgba(0, 0, 0, 0),none,1,static";
      grounds.set(e, ground(e.parentElement) + (none ? "" : `${own};`));
    }
    return grounds.get(e);
  };
  const times = {};
  for (const e of document.querySelectorAll("body *")) {
    const written = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!written || !e.checkVisibility({visibilityProperty: true})) continue;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(e);
    const look = [color, fontSize, fontWeight, textShadow, ground(e)].join();
    times[look] = (times[look] ?? 0) + 1;
    if (times[look] <= 2) e.dataset.judged = "";
  }
}"""

# Whether every box that scrolls can be reached by keyboard: that is measured bit by bit.
REACHABLE = """[...document.querySelectorAll("pre, .cell_output > .output, div.math, " +
  ".book-figure, .pst-scrollable-table-container")]
  .every((box) => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"""


MEASURE = r"""() => ({
  nodes: document.querySelectorAll("*").length,
  width: document.documentElement.scrollWidth,
  window: window.innerWidth,
  // Text that leaves its box and cannot be scrolled into sight.
  cut: [...document.querySelectorAll(".bd-article *")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
    .filter((e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX))
    .filter((e) => !e.closest("math, svg"))
    .map((e) => e.outerHTML.slice(0, 120)),
  // What reaches beyond the window without a box of its own to scroll in.
  beyond: [...document.querySelectorAll(".bd-article *")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .filter((e) => {
      for (let box = e; box; box = box.parentElement)
        if (["auto", "scroll", "hidden"].includes(getComputedStyle(box).overflowX)) return false;
      return true;
    })
    .map((e) => e.outerHTML.slice(0, 120)),
  // What is wider than its box and scrolls in it: whether it fades, and how far it goes.
  scrolling: [...document.querySelectorAll(".bd-main *")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
    .map((e) => {
      const end = [...e.querySelectorAll("td, th, math, svg, pre")]
        .reduce((x, part) => Math.max(x, part.getBoundingClientRect().right), 0);
      return {
        html: e.outerHTML.slice(0, 120),
        fades: getComputedStyle(e).maskImage.startsWith("linear-gradient"),
        printed: e.matches(".cell_output pre"),
        // How far what is in it reaches beyond what can be scrolled into sight.
        lost: end - (e.getBoundingClientRect().left + e.scrollWidth - e.scrollLeft),
      };
    }),
  tables: [...document.querySelectorAll(".bd-article table:has(tbody td)")].map((table) => {
    const [head, cell] = ["thead th, thead td", "tbody td"].map((s) => table.querySelector(s));
    const look = (e, ...names) => e && names.map((name) => getComputedStyle(e)[name]).join();
    return [
      look(table, "fontFamily", "fontSize", "borderCollapse"),
      look(head?.parentElement, "backgroundColor"),
      look(head, "backgroundColor", "borderBottom", "fontWeight", "paddingTop", "paddingRight"),
      look(cell, "backgroundColor", "borderBottomWidth", "borderBottomColor", "paddingTop"),
    ].join(" | ");
  }),
  untypeset: [...document.querySelectorAll(".bd-article div.math")]
    .filter((e) => !e.querySelector("math"))
    .map((e) => e.textContent.slice(0, 80)),
  raw: [...document.querySelectorAll(".bd-main *:not(script, style, pre, pre *, code, code *)")]
    .flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE))
    .map((n) => n.data)
    .filter((text) => /\\[(\[]|\$[^$]*[\\_^{][^$]*\$|^\| .* \|/.test(text)),
  equations: [...document.querySelectorAll(".bd-article div.math")].map((e) => ({
    latex: e.querySelector("math")?.dataset.latex,
    over: e.scrollWidth - e.clientWidth,
    numbered: Boolean(e.querySelector(".eqno")),
  })),
  misprinted: [...document.querySelectorAll("merror, code.math")].map((e) => e.textContent),
  drawings: [...document.querySelectorAll(".bd-article svg[role=img]")].map((svg) => {
    const box = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter((e) => e.textContent.trim());
    const scale = box.width / svg.viewBox.baseVal.width;
    const size = (e) => parseFloat(getComputedStyle(e).fontSize) * scale;
    const written = (e) => [...e.childNodes].some((n) => n.nodeName === "#text" && n.data.trim());
    return {
      what: svg.outerHTML.match(/aria-label\w*="([^"]{0,80})/)?.[1],
      smallest: Math.min(...texts.flatMap((e) => [e, ...e.children].filter(written).map(size))),
      outside: texts.filter((e) => {
        const {left, right, top, bottom} = e.getBoundingClientRect();
        const over = [box.left - left, right - box.right, box.top - top, bottom - box.bottom];
        return Math.max(...over) > 1;
      }).map((e) => e.textContent),
    };
  }),
})"""


PRINTED = r"""() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((e) =>
    e.checkVisibility() && e.getBoundingClientRect().height > 0);
  const bright = (e) => Math.max(...getComputedStyle(e).color.match(/\d+/g).slice(0, 3));
  const letters = all("main h1, .bd-article p, .bd-article .highlight span");
  return {
    around: all(".bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, .opening, " +
      ".prev-next-footer, .copybtn, .headerlink").map((e) => e.outerHTML.slice(0, 120)),
    title: all("main h1").length === 1,
    ground: getComputedStyle(document.documentElement).backgroundColor,
    pale: letters.filter((e) => bright(e) > 180).map((e) => e.outerHTML.slice(0, 120)),
    wide: all(".bd-article pre, .bd-article .output, .bd-article div.math")
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120)),
  };
}"""
