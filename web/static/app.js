// Small comforts on top of pages that work without: focus after an error, and after a small step.
"use strict";

const summary = document.getElementById("summary");
if (summary) summary.focus();

// A small step replaced a part of the page: say so where a screen reader listens.
document.addEventListener("htmx:afterSettle", () => {
  const message = document.querySelector("#messages .aksel-alert");
  if (!message) return;
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: "nearest" });
});

// Whatever went wrong is told on a whole page, as without JavaScript; a part that comes by itself
// would go wrong again and again, and leaves its link where it is.
const tellOfFault = (event) => {
  if (!navigator.onLine) return;
  if (!event.target.closest?.("[data-lazy]")) window.location.reload();
};
document.addEventListener("htmx:responseError", tellOfFault);
document.addEventListener("htmx:sendError", tellOfFault);

// The menu closes as one expects.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// Without a connection nothing is sent: what was typed stands where it is, and that is said.
const tellOfNoConnection = () => {
  document.querySelector("[data-offline]")?.remove();
  const said = document.getElementById("offline").content.firstElementChild.cloneNode(true);
  (document.getElementById("messages") ?? document.getElementById("main")).prepend(said);
  said.tabIndex = -1;
  said.focus();
};
window.addEventListener("online", () => document.querySelector("[data-offline]")?.remove());

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopPropagation();
    tellOfNoConnection();
    return;
  }
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}, true);
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Printing is a comfort on top of the browser's own menu.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// A report is put aside while it is filled in; what was sent for good is not overtaken by it.
document.querySelectorAll("form[data-draft]").forEach((form) => {
  const said = form.querySelector("[data-draft-said]");
  let waiting = null;
  let request = null;
  const putAside = async () => {
    waiting = null;
    const answers = new FormData(form);
    answers.set("do", "quietly");
    request = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: answers, redirect: "manual", keepalive: true, signal: request.signal,
      });
      if (answer.status === 204) said.textContent = said.dataset.draftSaid;
    } catch {
      // No connection: the answers still stand in the form.
    }
  };
  form.addEventListener("input", () => {
    said.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(putAside, 800);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = null;
    request?.abort();
  });
  window.addEventListener("pagehide", () => {
    if (waiting === null) return;
    clearTimeout(waiting);
    putAside();
  });
});

// A link is copied with one press; without scripts it is marked and copied by hand.
document.querySelectorAll("[data-copy]").forEach((button) => {
  const address = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    address.select();
    try {
      await navigator.clipboard.writeText(address.value);
    } catch {
      document.execCommand("copy"); // browsers that give the clipboard to https only
    }
    button.querySelector(".aksel-label").textContent = button.dataset.copied;
  });
});
