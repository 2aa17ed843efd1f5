// A cell in the address of the page: #cell= and the text, packed. No server sees it.
window.laboratory = window.laboratory || {};
window.laboratory.link = (() => {
  const KEY = "#cell=";
  const MOST = 20000; // letters that a link may unpack to

  const through = (bytes, stream) => new Blob([bytes]).stream().pipeThrough(stream);

  async function made(source) {
    const stream = through(new TextEncoder().encode(source), new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const packed = btoa(String.fromCharCode(...bytes));
    const word = packed.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    return location.href.replace(/#.*/, "") + KEY + word;
  }

  // The cell that is in an address; null if there is none.
  async function read(hash) {
    if (!hash.startsWith(KEY)) return null;
    const packed = atob(hash.slice(KEY.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const reader = through(bytes, new DecompressionStream("deflate-raw")).getReader();
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let source = "";
    for (let part; !(part = await reader.read()).done; ) {
      source += decoder.decode(part.value, { stream: true });
      if (source.length > MOST) throw new Error("too long");
    }
    return source + decoder.decode();
  }

  return { made, read };
})();
