// The field on top of each page as a combobox (WAI-ARIA 1.2): "/" or Ctrl+K leads there, arrows
// move in the list, Enter opens, Escape closes. Without this script it is a form.
"use strict";

(() => {
  const form = document.querySelector("form[data-seek]");
  if (!form) return;
  const field = form.querySelector("#seek");
  const list = form.querySelector("#seek-list");
  const status = form.querySelector("#seek-status");
  const key = form.querySelector(".seek__key");
  const OFF = "jobbsmak-slash-off";
  const WAIT = 120; // milliseconds between the last letter and the question
  let waiting = null;
  let request = null;
  let active = null;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];

  const choose = (option) => {
    if (active) active.setAttribute("aria-selected", "false");
    active = option;
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    clearTimeout(waiting);
    request?.abort();
    choose(null);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };

  const show = (html) => {
    choose(null);
    list.innerHTML = html; // from our own server, escaped there
    const said = list.querySelector("[data-said]");
    status.textContent = said ? said.textContent : "";
    const some = options().length > 0;
    // A list without options is no list: what it would say stands beside it.
    if (said && some) said.remove();
    list.setAttribute("role", some ? "listbox" : "presentation");
    list.hidden = false;
    field.setAttribute("aria-expanded", String(some));
  };

  const ask = async () => {
    const text = field.value.trim();
    if (text.length < 2) return close();
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.seek}?q=${encodeURIComponent(text)}`, {
        headers: { "HX-Request": "true" }, signal: request.signal,
      });
      const elsewhere = answer.headers.get("HX-Redirect"); // signed out meanwhile
      if (elsewhere) window.location.assign(elsewhere);
      else if (answer.ok) show(await answer.text());
      else close();
    } catch {
      // Overtaken by the next letter, or no connection: Enter still leads to the page.
    }
  };

  const move = (step) => {
    const all = options();
    if (list.hidden || !all.length) return;
    const at = all.indexOf(active) + step;
    const from = active === null && step < 0 ? all.length - 1 : at;
    choose(from < 0 || from >= all.length ? null : all[from]);
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      window.location.assign(active.href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first press closes the list, the next one empties the field
      close();
    } else if (event.key === "Tab") close();
  });
  field.addEventListener("focus", () => key && key.classList.add("seek__key--off"));
  field.addEventListener("blur", () => {
    key?.classList.remove("seek__key--off");
    setTimeout(() => { if (!form.contains(document.activeElement)) close(); }, 150);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
  window.addEventListener("pageshow", close);

  // A single key is a shortcut only for those who want one (WCAG 2.1.4); Ctrl+K always works.
  const slashIsOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const tell = () => {
    if (key) key.hidden = slashIsOff();
    field.setAttribute("aria-keyshortcuts", slashIsOff() ? "Control+K" : "/ Control+K");
    document.querySelectorAll("[data-slash]").forEach((button) => {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(!slashIsOff()));
    });
  };
  document.querySelectorAll("[data-slash]").forEach((button) => {
    button.addEventListener("click", () => {
      try { localStorage.setItem(OFF, slashIsOff() ? "0" : "1"); } catch { return; }
      tell();
    });
  });
  tell();

  const writing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
      && !slashIsOff() && !writing(event.target);
    const combined = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)
      && !event.altKey && !event.shiftKey;
    if (!slash && !combined) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
