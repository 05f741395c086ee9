// What Tab has to reach, in the order of the document, each by a name to tell it by.
() => {
  const all = document.querySelectorAll("a[href], button, input, textarea, select, summary, iframe, [tabindex='0']");
  const shown = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0);
  globalThis.stops = new Map(shown.map((element, place) => [element, place]));
  return shown.map((element) => element.cloneNode().outerHTML);
}
