// Keep the book for reading without a network, once this page is there; a page opened as a file
// has no need of it.
if (location.protocol.startsWith("http"))
  addEventListener("load", () => {
    navigator.serviceWorker?.register(`${document.documentElement.dataset.content_root}sw.js`);
  });
