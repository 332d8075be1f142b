// What pages do by themselves: the viewer's time, the theme, copying, dialogs. Everything else is links and forms.
"use strict";
(() => {
  const root = document.documentElement;

  /* A page that was drawn for a form whose address is none to look at has the address of the page that the form was on:
     so it can be loaded again, and come back to. */
  const back = document.querySelector("meta[name=postern-back]");
  if (back) {
    history.replaceState(null, "", back.content);
  }

  /* The theme that is chosen here stands in a cookie, so the server draws pages in it and nothing has to run before they
     are seen. Without a choice the system's holds. */
  const here = new URL(document.currentScript.src).pathname;
  const home = here.slice(0, here.lastIndexOf("/assets/"));
  const theme = (value) => {
    if (value) {
      root.dataset.theme = value;
    } else {
      delete root.dataset.theme;
    }
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === value));
    }
    const kept = value ? 365 * 24 * 3600 : 0;
    document.cookie = `postern-theme=${value ?? ""}; Path=${home}; Max-Age=${kept}; Secure; SameSite=Lax`;
  };

  /* Times are written in UTC by the server, and here in the viewer's zone; the exact instant stays as the title. */
  // Each takes the browser milliseconds to make, before a page is seen: only what the page needs.
  const made = new Map();
  const once = (name, make) => made.get(name) ?? made.set(name, make()).get(name);
  const written = (timeStyle, then) =>
    once(timeStyle, () => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle })).format(then);
  const ago = (count, unit) =>
    once("ago", () => new Intl.RelativeTimeFormat("en", { numeric: "auto" })).format(count, unit);
  const units = [["second", 60], ["minute", 60], ["hour", 24], ["day", 7]];
  const relative = (then) => {
    let span = (then - Date.now()) / 1000;
    for (const [unit, next] of units) {
      if (Math.abs(span) < next) {
        return ago(Math.round(span), unit);
      }
      span /= next;
    }
    return written("short", then);
  };
  const times = (within) => {
    for (const each of within.querySelectorAll("time[datetime]")) {
      const then = Date.parse(each.dateTime);
      if (!Number.isNaN(then)) {
        const form = each.dataset.form;
        each.textContent = form === "relative" ? relative(then) : written(form === "seconds" ? "medium" : "short", then);
      }
    }
  };

  const scopesOf = (row) => row.querySelectorAll("input[type=checkbox][name]");

  const ready = () => {
    document.querySelector("form[data-send]")?.requestSubmit();
    times(document);
    document.body.addEventListener("htmx:load", (event) => times(event.detail.elt));
    setInterval(() => times(document), 30000);
  };

  /* Parts of a page that come, or look again, by themselves. One that does not come is asked for a few times more; then
     the page says so, and has a button. */
  const TRIES = 3;
  const ask = (part) => part.dispatchEvent(new CustomEvent("again"));
  const failed = (part, why) => {
    for (const each of part.querySelectorAll("[data-until]")) {
      each.hidden = why !== null;
    }
    const says = part.querySelector("[data-failed]");
    says.hidden = why === null;
    for (const each of says.querySelectorAll("[data-why]")) {
      each.hidden = each.dataset.why !== why;
    }
    const number = document.getElementById(part.dataset.number)?.querySelector(".value");
    if (number) {
      number.textContent = why === null ? "…" : "–";
    }
  };
  const unanswered = (form, said) => {
    form.querySelector("[data-unanswered]").hidden = !said;
  };
  const missed = (event) => {
    const { elt, xhr, pathInfo } = event.detail;
    const status = event.type === "htmx:responseError" ? xhr.status : 0;
    if (elt.matches("form") && status === 400 && event.detail.requestConfig.triggeringEvent?.type !== "submit") {
      // Somebody is still typing.
      return;
    }
    if (elt.matches("form")) {
      // The list that is there would be taken for what was searched: what the server says is a page of its own.
      if (status > 0) {
        location.assign(pathInfo.finalRequestPath);
      } else {
        unanswered(elt, true);
      }
      return;
    }
    if (!elt.matches("[data-part]")) {
      return;
    }
    const passing = status === 0 || status === 429 || status >= 500;
    const tries = Number(elt.dataset.tries ?? 0) + 1;
    elt.dataset.tries = tries;
    if (passing && tries <= TRIES) {
      setTimeout(() => ask(elt), 1000 * 2 ** (tries - 1));
      return;
    }
    elt.removeAttribute("data-loading");
    failed(elt, passing ? "away" : "refused");
  };
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, missed);
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches("form")) {
      unanswered(event.detail.elt, false);
    }
  });

  /* What changes something is sent once: a second click before the answer is no second wish, and would take the answer
     of the first away. The window hears of it last, so of nothing that passkeys.js or htmx send by themselves. Whoever
     stopped the page, or comes back to it, can send again. */
  const PATIENCE = 20000;
  const sent = new Set();
  const open = (form) => {
    sent.delete(form);
    form.removeAttribute("aria-busy");
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    setTimeout(() => open(form), PATIENCE);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      [...sent].forEach(open);
    }
  });

  document.addEventListener("click", async (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) {
      // Once more takes the choice back.
      theme(choice.getAttribute("aria-pressed") === "true" ? null : choice.dataset.themeChoice);
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const text = document.getElementById(copy.dataset.copy).textContent;
      await navigator.clipboard.writeText(text);
      const said = copy.querySelector("[data-copied]");
      if (said) {
        const before = said.textContent;
        said.textContent = said.dataset.copied;
        setTimeout(() => { said.textContent = before; }, 2000);
      }
    }
    const again = event.target.closest("[data-again]");
    if (again) {
      const part = again.closest("[data-part]");
      delete part.dataset.tries;
      failed(part, null);
      ask(part);
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      document.getElementById(opener.dataset.dialog).showModal();
    }
    const closer = event.target.closest("[data-close]");
    if (closer) {
      closer.closest("dialog").close();
    }
    const all = event.target.closest("[data-all]");
    if (all) {
      const boxes = [...scopesOf(document.getElementById(all.dataset.all))];
      const every = boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = !every; });
    }
    const tab = event.target.closest("[role=tab]");
    if (tab) {
      choose(tab);
    }
  });

  /* Tabs of snippets, by the pattern of the ARIA Authoring Practices. */
  const choose = (tab) => {
    for (const each of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
    }
  };
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (!tab) {
      return;
    }
    const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      choose(next);
      next.focus();
    }
  });

  // When the others are there as well.
  document.addEventListener("DOMContentLoaded", ready);
})();
