// After each build show the page that was saved, or this one anew; a tab in the background stays
// where it is. Never under a half-filled form: what is new then waits until the window is turned
// to. The browser connects again by itself and then names the last build it saw, so that none is
// missed.
{
  const changed = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  const edited = () => [...document.querySelectorAll("input, textarea")].some(changed);
  let page;
  const show = () => {
    if (page === undefined || edited()) return;
    const { origin, pathname } = new URL(page, location);
    if (document.hidden || pathname === location.pathname) location.reload();
    else if (origin === location.origin) location.assign(pathname);
  };
  const changes = new EventSource(new URL("changes", document.currentScript.src));
  changes.addEventListener("built", ({ data }) => { page = data; show(); });
  addEventListener("focus", show);
  addEventListener("pagehide", () => changes.close());
  // A page taken back from the browser's memory may be an old one.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
