// Four faults that the pages are delivered with, mended when they are read:
// the bibliography has roles that ARIA has withdrawn, the empty corner of a table
// calls itself a heading, what opens a part of the contents has no name, and what opens folded
// code has another name than is written on it.
document.addEventListener("DOMContentLoaded", () => {
  const withdrawn = ".citation-list, .citation, .citation [role]";
  document.querySelectorAll(withdrawn).forEach((element) => element.removeAttribute("role"));

  document.querySelectorAll("summary:has(> .toctree-toggle)").forEach((summary) => {
    const page = summary.closest("li").querySelector("a").textContent.trim();
    summary.setAttribute("aria-label", `Pages of ${page}`);
  });

  const folds = "details.hide > summary[aria-label]";
  document.querySelectorAll(folds).forEach((summary) => summary.removeAttribute("aria-label"));

  const corners = [...document.querySelectorAll("th")].filter((th) => !th.textContent.trim());
  corners.forEach((th) => th.replaceWith(document.createElement("td")));
});
