// A menu closes when one looks elsewhere; without this it closes by its own button.
const close = (menu) => {
  menu.open = false;
};

for (const menu of document.querySelectorAll("[data-lms-menu]")) {
  document.addEventListener("click", (event) => menu.contains(event.target) || close(menu));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      close(menu);
      menu.querySelector("summary").focus();
    }
  });
}
