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

// Files dropped anywhere on a page come in: what they are is found out there.
const anywhere = document.getElementById("drop-anywhere");
if (anywhere) {
  let depth = 0;
  const brings = (event) =>
    [...(event.dataTransfer?.types ?? [])].includes("Files") &&
    !event.target.closest?.("file-drop, input[type=file]");
  const show = (on) => {
    anywhere.hidden = !on;
    if (!on) depth = 0;
  };
  addEventListener("dragenter", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    depth += 1;
    show(true);
  });
  addEventListener("dragleave", () => {
    if (anywhere.hidden) return;
    depth -= 1;
    if (depth <= 0) show(false);
  });
  addEventListener("dragover", (event) => {
    if (brings(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    show(false);
    if (!brings(event) || !event.dataTransfer.files.length) return;
    event.preventDefault();
    anywhere.querySelector("input").files = event.dataTransfer.files;
    anywhere.submit();
  });
}

// A button copies the text of a field; where that is not allowed, the text is marked for the hand.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  const before = button.innerHTML;
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.innerHTML = before;
  }, 2000);
});
