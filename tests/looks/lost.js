// Every element that shows but stands out of the window, and every box that cuts off what it holds.
// What scrolls, such as a wide table or a field, may hold more than it shows.
() => {
  const width = document.documentElement.clientWidth;
  const lost = [];
  const scrolls = (element) => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    if (!element.checkVisibility({ visibilityProperty: true }) || style.clipPath !== "none") continue;
    const { left, right } = element.getBoundingClientRect();
    if ((left < -0.5 || right > width + 0.5) && !scrolls(element.parentElement)) lost.push(["out", element]);
    const more = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (more && !element.matches("input, textarea") && /hidden|clip/.test(style.overflow)) lost.push(["cut off", element]);
  }
  return lost.map(([how, element]) => `${how}: ${element.cloneNode().outerHTML} ${element.textContent.slice(0, 40)}`);
}
