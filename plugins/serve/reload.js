// Reload the page after each build, but never under a half-filled form. The browser
// connects again by itself and then names the last build it saw, so that none is missed.
{
  const edited = () => [...document.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue);
  const changes = new EventSource(new URL("changes", document.currentScript.src));
  changes.addEventListener("built", () => edited() || location.reload());
  addEventListener("pagehide", () => changes.close());
  // A page taken back from the browser's memory may be an old one.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
