// Where the device has a way to pass an address on, it opens at once; else the address stands there, ready to be copied.
for (const place of document.querySelectorAll("[data-lms-share]")) {
  const field = place.querySelector("input");
  place.querySelector("summary").addEventListener("click", (event) => {
    if (!navigator.share) return;
    event.preventDefault();
    // Who closes the device's list has changed their mind, and nothing is wrong.
    navigator.share({ title: place.dataset.title, url: place.dataset.lmsShare }).catch(() => {});
  });
  field.addEventListener("focus", () => field.select());
}
