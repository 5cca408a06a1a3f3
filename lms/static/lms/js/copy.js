// A field with an address gets a button that copies it, where the browser lets a page do that.
for (const place of document.querySelectorAll("[data-lms-copy]")) {
  const field = place.querySelector("input");
  const button = place.querySelector("button");
  field.addEventListener("focus", () => field.select());
  if (navigator.clipboard) {
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.lmsCopied;
    });
  }
}
