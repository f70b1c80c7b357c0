// The review screen: both sides point at each other, and keys press the buttons that are there.
// Without this file every link and form works all the same.

const KEYS_OFF = "dondoc.keys.off";
const bytes = new TextEncoder();

class ReviewDesk extends HTMLElement {
  connectedCallback() {
    this.sheet = this.querySelector("#sheet");
    this.paper = this.querySelector("#paper");
    this.panes = this.querySelector(".review-panes");
    this.keysOff = localStorage.getItem(KEYS_OFF) === "1";
    this.onKey = (event) => this.key(event);
    this.onSelect = () => this.pick();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("selectionchange", this.onSelect);
    this.addEventListener("focusin", (event) => this.touched(event.target, true));
    this.addEventListener("pointerover", (event) => this.touched(event.target, false));
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("change", (event) => this.change(event));
    this.wireSwaps();
    this.measure();
    addEventListener("resize", () => this.measure());
    this.shapeDeadlines(this);
    this.choose();
    this.arrive();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("selectionchange", this.onSelect);
  }

  // How high the bar is, for what sticks below it.
  measure() {
    const bar = this.querySelector("#bar");
    // On a telephone its first line scrolls away.
    const height = bar ? bar.offsetHeight + Math.min(0, parseFloat(getComputedStyle(bar).top) || 0) : 57;
    for (const part of [this, this.paper, this.sheet, this.querySelector(".pane-switch")]) {
      part?.style.setProperty("--bar-height", `${height}px`);
    }
  }

  // An address with #v-… or #L… opens the fold it points into.
  arrive() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && this.contains(target)) this.show(target, true);
  }

  get narrow() {
    return matchMedia("(max-width: 60rem)").matches;
  }

  // Highlights the place of a value, or the field of a place; on focus also scrolls there.
  touched(from, focused) {
    const value = from.closest?.("[data-v]");
    const card = from.closest?.(".task");
    if (focused && card) this.setCurrent(card);
    if (!value) return;
    const names = value.dataset.v.split(" ");
    const inPaper = this.paper.contains(value);
    if (inPaper && !focused) return this.light(names.slice(0, 1), false);
    this.light(names.slice(0, 1), true);
    if (focused && !inPaper && !this.narrow) this.reveal(names[0]);
  }

  light(names, strong) {
    for (const old of this.querySelectorAll(".touched, .here")) old.classList.remove("touched", "here");
    for (const name of names) {
      for (const mark of this.querySelectorAll(`[data-v~="${CSS.escape(name)}"]`)) {
        mark.classList.add("touched");
        if (strong && mark.classList.contains("mark") && mark.textContent.length < 240) mark.classList.add("here");
      }
    }
  }

  reveal(name) {
    const place = document.getElementById(`s-${name}`);
    if (!place) return;
    const box = place.getBoundingClientRect();
    const pane = this.paper.getBoundingClientRect();
    if (box.top < pane.top + 40 || box.bottom > pane.bottom - 40) {
      this.paper.scrollTop += box.top - pane.top - pane.height / 3;
    }
  }

  setCurrent(card) {
    if (this.current === card) return;
    this.current?.classList.remove("current");
    this.current = card;
    card.classList.add("current");
  }

  // The card one works in: where the focus is, else the last one, else the first.
  card() {
    const focused = document.activeElement?.closest?.(".task");
    if (focused) return focused;
    if (this.current?.isConnected) return this.current;
    return this.querySelector(".task[data-row], article.task");
  }

  click(event) {
    const link = event.target.closest("a[href^='#'], [data-pane], [data-keys], [data-remove], [data-close], [data-unchoose]");
    if (!link) return;
    if (link.dataset.pane) return this.pane(link.dataset.pane);
    if (link.hasAttribute("data-keys")) return this.help();
    if (link.hasAttribute("data-unchoose")) {
      for (const box of this.sheet.querySelectorAll("input[name=row]:checked")) box.checked = false;
      return this.choose();
    }
    if (link.dataset.remove) {
      event.preventDefault();
      return this.querySelector(link.dataset.remove)?.remove();
    }
    if (link.dataset.close) {
      event.preventDefault();
      return this.querySelector(link.dataset.close).replaceChildren();
    }
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target || !this.contains(target)) return;
    event.preventDefault();
    if (link.dataset.key === "n") return this.next();
    this.show(target, true);
    if (link.dataset.v) this.light(link.dataset.v.split(" ").slice(0, 1), true);
  }

  // Brings something into view and, on the right side, into focus.
  show(target, focus) {
    const inPaper = this.paper.contains(target);
    if (this.narrow) this.pane(inPaper ? "paper" : "sheet");
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (inPaper) {
      const words = target.querySelector(".mark") ?? target;
      words.scrollIntoView({ block: "center" });
      if (target.classList.contains("line")) this.flash(target);
      if (focus) words.focus({ preventScroll: true });
      return;
    }
    const card = target.closest(".task");
    if (target.matches("section, .task")) target.scrollIntoView({ block: "start" });
    else {
      const box = (card ?? target).getBoundingClientRect();
      const pane = this.sheet.getBoundingClientRect();
      const top = this.narrow ? 120 : pane.top + 48;
      const bottom = this.narrow ? innerHeight : pane.bottom;
      if (box.top < top || box.bottom > bottom) (card ?? target).scrollIntoView({ block: box.height > bottom - top ? "nearest" : "center" });
    }
    if (!focus) return;
    const inside = target.matches("a, button, input, textarea, select, [tabindex]") ? target : target.querySelector("summary, a, button");
    inside?.focus({ preventScroll: true });
  }

  flash(line) {
    line.parentElement.querySelectorAll(".here-line").forEach((old) => old.classList.remove("here-line"));
    line.classList.add("here-line");
  }

  pane(name) {
    if (this.panes.dataset.show === name) return;
    this.panes.dataset.show = name;
    for (const button of this.querySelectorAll("[data-pane]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pane === name));
    }
  }

  // The next open value in the order of the page, from where one is, round to the top.
  next(from = document.activeElement) {
    const open = [...this.sheet.querySelectorAll("[data-open]")];
    if (!open.length) return this.querySelector(".left a, .review-bar .button.primary")?.focus();
    const after = open.find((value) => from && this.sheet.contains(from) &&
      from.compareDocumentPosition(value) & Node.DOCUMENT_POSITION_FOLLOWING && !from.contains(value));
    this.show(after ?? open[0], true);
  }

  step(by) {
    const cards = [...this.sheet.querySelectorAll("article.task")];
    const at = cards.indexOf(this.card());
    const inside = this.current && document.activeElement?.closest?.(".task");
    const to = cards[Math.min(Math.max(at + (inside ? by : 0), 0), cards.length - 1)];
    if (!to) return;
    to.scrollIntoView({ block: "nearest" });
    to.focus({ preventScroll: true });
    const value = to.querySelector("[data-v]");
    if (value) {
      this.light([value.dataset.v], true);
      if (!this.narrow) this.reveal(value.dataset.v);
    }
  }

  // From a field to its place, from a place to its field.
  follow() {
    const at = document.activeElement?.closest?.("[data-v]") ?? this.card()?.querySelector("[data-v]");
    if (!at) return;
    const name = at.dataset.v.split(" ")[0];
    const target = document.getElementById(this.paper.contains(at) ? `v-${name}` : `s-${name}`);
    if (target) this.show(target, true);
  }

  confirm() {
    const focused = document.activeElement;
    const value = focused?.closest?.("[data-v]");
    const own = value && this.querySelector(`button[value="confirm ${CSS.escape(value.dataset.v)}"], button[value="confirm ${CSS.escape(value.id.slice(2))}"]`);
    const button = focused?.matches?.("button.ok") ? focused : own;
    if (button) return this.press(button);
    const row = this.card()?.querySelector("button[data-key=C]");
    if (row && this.card().contains(focused)) return this.press(row);
    this.next();
  }

  press(button) {
    this.goOn = button.closest(".task")?.id ?? button.id;
    this.goOnFrom = button.closest(".task, section");
    button.click();
  }

  key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      const form = event.target.closest?.("form, .task");
      const leave = form?.querySelector("[data-key=Escape]") ?? this.card()?.querySelector("[data-key=Escape]");
      if (leave) leave.click();
      return;
    }
    if (typing || this.keysOff || this.querySelector("dialog[open]")) return;
    if (this.hasAttribute("data-closed") && !["j", "k", "f", "?"].includes(event.key)) return;
    const act = {
      n: () => this.next(),
      j: () => this.step(1),
      k: () => this.step(-1),
      f: () => this.follow(),
      c: () => this.confirm(),
      "?": () => this.help(),
      u: () => this.querySelector("#bar [data-key=u]:not([disabled])")?.click(),
      U: () => this.querySelector("#bar [data-key=U]:not([disabled])")?.click(),
      a: () => this.add(),
      M: () => this.querySelector("#chosen.on [data-key=M]")?.click(),
      C: () => { const row = this.card()?.querySelector("[data-key=C]"); if (row) this.press(row); },
    }[event.key] ?? (["e", "s", "m", "x", "r", "v", "J", "K"].includes(event.key) && (() => this.pressKey(event.key)));
    if (!act) return;
    event.preventDefault();
    act();
  }

  pressKey(key) {
    const here = document.activeElement?.closest?.("section#meta") ?? this.card();
    here?.querySelector(`[data-key="${key}"]`)?.click();
  }

  add() {
    const pick = this.querySelector("#pick");
    if (!pick.hidden) return pick.querySelector("form").requestSubmit();
    this.pressKey("a");
  }

  help() {
    const dialog = this.querySelector("#keys");
    dialog.querySelector("[data-keys-on]").checked = !this.keysOff;
    dialog.showModal();
  }

  change(event) {
    if (event.target.matches("[data-keys-on]")) {
      this.keysOff = !event.target.checked;
      if (this.keysOff) localStorage.setItem(KEYS_OFF, "1");
      else localStorage.removeItem(KEYS_OFF);
    }
    if (event.target.name === "row") this.choose();
    if (event.target.name === "d-kind") this.shapeDeadlines(event.target.closest("fieldset").parentElement);
  }

  // How many tasks are chosen, and the button that puts them together.
  choose() {
    const bar = this.querySelector("#chosen");
    const count = this.sheet.querySelectorAll("input[name=row]:checked").length;
    const said = bar.querySelector("[data-chosen]");
    said.textContent = said.dataset.chosen.replace("{n}", count);
    bar.classList.toggle("on", count > 0);
    bar.querySelector("[data-key=M]").disabled = count < 2;
  }

  // Shows the parts of a deadline that its kind has.
  shapeDeadlines(root) {
    for (const field of root.querySelectorAll?.("fieldset.deadline") ?? []) {
      const kind = field.querySelector("[name=d-kind]:checked")?.value;
      for (const part of field.querySelectorAll("[data-for]")) {
        part.hidden = !part.dataset.for.split(" ").includes(kind);
      }
    }
  }

  // A passage selected in the document can become a task.
  pick() {
    const bar = this.querySelector("#pick");
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    const start = range && this.offset(range.startContainer, range.startOffset);
    const end = range && this.offset(range.endContainer, range.endOffset);
    const text = range ? selection.toString().replace(/\s+/g, " ").trim() : "";
    const usable = Number.isInteger(start) && Number.isInteger(end) && start < end && text;
    bar.hidden = !usable;
    if (!usable) return;
    bar.querySelector("q").textContent = text;
    const form = bar.querySelector("form");
    form.elements.text.value = text;
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.elements.after.value = this.rowBefore(start);
  }

  // Byte offset in the source of a point in the document.
  offset(node, at) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const segment = element.closest?.("[data-at]");
    if (!segment || !this.paper.contains(segment)) return null;
    const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, at) : "";
    return Number(segment.dataset.at) + bytes.encode(before).length;
  }

  // The last task whose words stand before an offset.
  rowBefore(offset) {
    let found = "";
    let best = -1;
    for (const card of this.sheet.querySelectorAll("article.task")) {
      const name = card.querySelector("a[data-v]")?.dataset.v;
      const mark = name && document.getElementById(`s-${name}`)?.querySelector("[data-at]");
      const at = mark ? Number(mark.dataset.at) : -1;
      if (at >= 0 && at < offset && at >= best) [best, found] = [at, card.id.slice(1)];
    }
    return found;
  }

  // Every form sends the version the page shows now; after a swap the focus is where it was.
  wireSwaps() {
    this.addEventListener("htmx:config:request", (event) => {
      const { request, sourceElement } = event.detail.ctx;
      if (sourceElement.matches("[data-versioned]") && request.body?.set) {
        request.body.set("version", this.querySelector("#bar").dataset.version);
      }
    });
    document.addEventListener("htmx:before:swap", () => {
      const focused = document.activeElement;
      this.lost = { id: focused?.id, card: focused?.closest?.(".task")?.id, at: this.neighbour(focused) };
    });
    // A turn later: htmx puts the focus back first.
    document.addEventListener("htmx:after:swap", () => setTimeout(() => this.settled()));
  }

  // The card that follows, should the one in focus go away.
  neighbour(focused) {
    const card = focused?.closest?.(".task") ?? this.current;
    return (card?.nextElementSibling ?? card?.previousElementSibling)?.id;
  }

  settled() {
    this.measure();
    this.choose();
    this.shapeDeadlines(this);
    const version = this.querySelector("#bar").dataset.version;
    for (const input of this.querySelectorAll("input[name=version]")) input.value = version;
    if (this.goOn !== undefined) {
      const from = document.getElementById(this.goOn) ?? this.goOnFrom;
      this.goOn = undefined;
      const open = from?.isConnected && from.querySelector("[data-open]");
      return open ? this.show(open, true) : this.next(from?.isConnected ? from : null);
    }
    const fresh = this.querySelector(".task form:not([data-seen]), form.task:not([data-seen]), #meta form:not([data-seen])");
    if (fresh) {
      fresh.dataset.seen = "";
      const field = fresh.querySelector("[aria-invalid], [autofocus]") ?? fresh.querySelector("textarea, input:not([type=hidden])");
      if (field) return this.show(field, true);
    }
    if (document.activeElement && document.activeElement !== document.body) return;
    const form = this.querySelector("[role=alert] button");
    const back = form ?? document.getElementById(this.lost?.id ?? "") ??
      document.getElementById(this.lost?.card ?? "") ?? document.getElementById(this.lost?.at ?? "");
    if (back) this.show(back, true);
  }
}
customElements.define("review-desk", ReviewDesk);
