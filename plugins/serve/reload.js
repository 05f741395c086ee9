// Reload the page after each build. The browser connects again by itself and
// then names the last build it saw, so that none is missed.
{
  const changes = new EventSource(new URL("changes", document.currentScript.src));
  changes.addEventListener("built", () => location.reload());
  addEventListener("pagehide", () => changes.close());
  // A page taken back from the browser's memory may be an old one.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
