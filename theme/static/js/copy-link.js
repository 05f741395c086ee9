// "Copy link" appears only where it can work.
const button = document.querySelector(".copy-link");

if (button && navigator.clipboard) {
  const status = button.closest(".share").querySelector("[role=status]");
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.origin + location.pathname);
    status.textContent = button.dataset.done;
  });
}
