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

// What the server refused is told on a whole page, as without JavaScript; what it never got can be
// pressed again. A part that comes by itself leaves its link where it is: it would only fail again.
const comesByItself = (event) => event.target.closest?.("[data-lazy]");
document.addEventListener("htmx:responseError", (event) => {
  if (!comesByItself(event)) window.location.reload();
});
document.addEventListener("htmx:sendError", (event) => {
  if (!comesByItself(event)) tellOfNoConnection();
});

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

// A browser that is on a network may still not reach us: any answer at all says that it does.
const ANSWER_WITHIN = 8000; // milliseconds
const isReached = async () => {
  if (!navigator.onLine) return false;
  const something = document.querySelector("link[rel=icon]").href;
  const giveUp = AbortSignal.timeout?.(ANSWER_WITHIN);
  try {
    await fetch(something, { method: "HEAD", cache: "no-store", signal: giveUp });
    return true;
  } catch {
    return false;
  }
};

// A form with something filled in leaves the page only when we are reached, for what was typed
// leaves with it; and any form is sent once, however often the button is pressed.
const FILLED_IN = /^(text|textarea|date|time|number|email|tel|url|checkbox|radio|select-one|select-multiple)$/;
const isWorthKeeping = (form) => {
  const kinds = [...form.elements].map((field) => field.type);
  return kinds.some((kind) => FILLED_IN.test(kind)) && !kinds.includes("password");
};
const sendWhenReached = async (form, button) => {
  form.dataset.sent = "asking";
  const reached = await isReached();
  delete form.dataset.sent;
  if (!reached) return tellOfNoConnection();
  form.dataset.reached = "yes";
  form.requestSubmit(button);
  delete form.dataset.reached; // also where the browser found something missing in the form
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  const sends = form.method === "post" && !form.hasAttribute("hx-post");
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopPropagation();
    tellOfNoConnection();
  } else if (!sends) return;
  else if (form.dataset.sent) event.preventDefault();
  else if (form.dataset.reached || !isWorthKeeping(form)) form.dataset.sent = "yes";
  else {
    event.preventDefault();
    event.stopPropagation();
    sendWhenReached(form, event.submitter);
  }
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
