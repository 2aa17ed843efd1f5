// Keep the book for reading without a network; a page opened as a file has no need of it.
if (location.protocol.startsWith("http"))
  navigator.serviceWorker?.register(`${document.documentElement.dataset.content_root}sw.js`);
