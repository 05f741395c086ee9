// A footnote opens where it is called; without this its mark is a link to it.
const sheet = document.getElementById("note");

if (sheet && sheet.showPopover) {
  const text = sheet.querySelector("div");
  for (const mark of document.querySelectorAll(".footnote-ref")) {
    const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    mark.addEventListener("click", (event) => {
      if (!note || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      text.replaceChildren(...note.cloneNode(true).childNodes);
      text.querySelectorAll(".footnote-backref").forEach((back) => back.remove());
      text.querySelectorAll("[id]").forEach((double) => double.removeAttribute("id"));
      sheet.showPopover();
    });
  }
}
