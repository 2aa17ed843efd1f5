// An equation is copied as its LaTeX, between dollar signs.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (selection.isCollapsed) return;
  const part = selection.getRangeAt(0).cloneContents();
  const equations = part.querySelectorAll("math");
  if (!equations.length) return;
  for (const math of equations) {
    const sign = math.getAttribute("display") === "block" ? "$$" : "$";
    math.replaceWith(sign + (math.querySelector("annotation")?.textContent ?? math.textContent) + sign);
  }
  event.clipboardData.setData("text/plain", part.textContent);
  event.preventDefault();
});
