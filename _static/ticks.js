// Exercises can be ticked off. What is ticked stays in this browser, and goes nowhere else.
document.addEventListener("DOMContentLoaded", () => {
  const heading = document.querySelector("#exercises > h2");
  const numbers = [...document.querySelectorAll("#exercises > section > p > strong:first-child")]
    .filter((number) => /^\d+\.$/.test(number.textContent));
  if (!heading || !numbers.length) return;
  const root = new URL(document.documentElement.dataset.content_root, location.href).href;
  const key = `book-done:${location.href.slice(root.length).replace(/[?#].*/, "")}`;
  let done;
  try {
    done = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return; // a browser that keeps nothing
  }
  const count = document.createElement("p");
  count.className = "done-count";
  const tell = () => (count.textContent = done.size
    ? `${done.size} of ${numbers.length} done` : "Tick an exercise off when you have done it.");
  for (const number of numbers) {
    const name = number.textContent.slice(0, -1);
    const box = Object.assign(document.createElement("input"), {
      type: "checkbox", className: "done", checked: done.has(name),
    });
    box.setAttribute("aria-label", `Exercise ${name} done`);
    box.addEventListener("change", () => {
      done[box.checked ? "add" : "delete"](name);
      localStorage.setItem(key, JSON.stringify([...done]));
      tell();
    });
    number.before(box);
  }
  heading.after(count);
  tell();
});
