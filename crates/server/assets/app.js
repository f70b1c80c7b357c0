// Small things that make a page pleasanter. Every page works without this file.
document.documentElement.classList.add("js");

// <file-drop>: files may be dropped on the form, and the ones chosen are listed before sending.
class FileDrop extends HTMLElement {
  connectedCallback() {
    const zone = this.querySelector(".drop");
    const input = this.querySelector("input[type=file]");
    const list = this.querySelector("[data-chosen]");
    if (!zone || !input) return;
    const over = (on) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", on);
    };
    zone.addEventListener("dragenter", over(true));
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    });
    input.addEventListener("change", () => {
      list.replaceChildren(
        ...[...input.files].map((file) => {
          const item = document.createElement("li");
          item.textContent = file.name;
          return item;
        }),
      );
    });
    this.closest("form")?.addEventListener("submit", (event) => {
      const button = event.target.querySelector("button[type=submit]");
      // After the browser has taken the form's values.
      setTimeout(() => {
        if (!button) return;
        button.disabled = true;
        if (button.dataset.busy) button.textContent = button.dataset.busy;
      });
    });
  }
}
customElements.define("file-drop", FileDrop);

// Back from the browser's cache, a button must work again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("button[data-busy][disabled]")) {
    button.disabled = false;
  }
});

// A filter form sends itself when a choice changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select, input[type=date], input[type=checkbox]")) form.requestSubmit();
});
