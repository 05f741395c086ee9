// Where one is: the place in that order, what draws the focus there, and what lies above the part
// of it that is in the window.
// What scrolls is reached by itself where it has nothing in it that is.
async () => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const { outlineStyle, outlineWidth, outlineColor, overflowX } = getComputedStyle(here);
  const lies = () => {
    const { left, right, top, bottom } = here.getClientRects()[0];
    return document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
  };
  let above = lies();
  for (let frame = 0; (!above || above === document.documentElement) && frame < 60; frame++) {
    await new Promise(requestAnimationFrame); // until it is scrolled to, and one page has become the next
    above = lies();
  }
  return {
    place: stops.get(here) ?? -1,
    scrolls: overflowX === "auto" && here.scrollWidth > here.clientWidth,
    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor),
    unobscured: here.contains(above),
    told: here.cloneNode().outerHTML,
  };
}
