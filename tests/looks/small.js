// The size of each text that shows, with the text.
(least) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = [];
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (data.trim() && element.checkVisibility() && size < least) small.push([size, data.trim()]);
  }
  return small;
}
