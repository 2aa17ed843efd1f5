// The bibliography comes with roles that ARIA has withdrawn; as plain text and
// links it is read just as well.
document.addEventListener("DOMContentLoaded", () => {
  const withdrawn = ".citation-list, .citation, .citation [role]";
  document.querySelectorAll(withdrawn).forEach((element) => element.removeAttribute("role"));
});
