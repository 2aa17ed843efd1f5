// An equation is copied as its LaTeX, between dollar signs.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (selection.isCollapsed) return;
  const part = selection.getRangeAt(0).cloneContents();
  const equations = part.querySelectorAll("math");
  if (!equations.length) return;
  for (const math of equations) {
    const sign = math.getAttribute("display") === "block" ? "$$" : "$";
    if (math.nextSibling?.className === "eqno") math.nextSibling.remove(); // its \tag is in the LaTeX
    math.replaceWith(sign + math.dataset.latex + sign);
  }
  event.clipboardData.setData("text/plain", part.textContent);
  event.preventDefault();
});
