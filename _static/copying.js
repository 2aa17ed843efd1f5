// An equation is copied as its LaTeX, between dollar signs; the rest as it is seen.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (selection.isCollapsed) return;
  const part = selection.getRangeAt(0).cloneContents();
  const equations = part.querySelectorAll("math");
  if (!equations.length) return;
  for (const math of equations) {
    if (math.nextSibling?.className === "eqno") math.nextSibling.remove(); // its \tag is in the LaTeX
    const sign = math.getAttribute("display") === "block" ? "$$" : "$";
    const latex = document.createElement("span");
    latex.style.whiteSpace = "pre";
    latex.textContent = sign + math.dataset.latex + sign;
    math.replaceWith(latex);
  }
  part.querySelectorAll("button, .headerlink").forEach((unread) => unread.remove());
  const page = document.createElement("div"); // only what is laid out has lines and columns
  page.style.cssText = "left: -999em; position: fixed";
  page.append(part);
  document.body.append(page);
  event.clipboardData.setData("text/plain", page.innerText);
  page.remove();
  event.preventDefault();
});
