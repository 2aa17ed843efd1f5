// Two faults that the pages are delivered with, mended when they are read:
// the bibliography has roles that ARIA has withdrawn, and the empty corner of
// a table calls itself a heading.
document.addEventListener("DOMContentLoaded", () => {
  const withdrawn = ".citation-list, .citation, .citation [role]";
  document.querySelectorAll(withdrawn).forEach((element) => element.removeAttribute("role"));

  const corners = [...document.querySelectorAll("th")].filter((th) => !th.textContent.trim());
  corners.forEach((th) => th.replaceWith(document.createElement("td")));
});
