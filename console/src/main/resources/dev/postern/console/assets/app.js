// What pages do by themselves: the viewer's time, the theme, copying, dialogs. Everything else is links and forms.
"use strict";
(() => {
  const root = document.documentElement;

  /* The theme that was chosen here; without a choice the system's. */
  const theme = (value) => {
    if (value === "light" || value === "dark") {
      root.dataset.theme = value;
    } else {
      delete root.dataset.theme;
    }
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (value ?? "system")));
    }
  };
  const kept = () => {
    try { return localStorage.getItem("postern-theme"); } catch { return null; }
  };
  theme(kept());

  /* Times are written in UTC by the server, and here in the viewer's zone; the exact instant stays as the title. */
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const toTheSecond = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const units = [["second", 60], ["minute", 60], ["hour", 24], ["day", 7]];
  const relative = (then) => {
    let span = (then - Date.now()) / 1000;
    for (const [unit, next] of units) {
      if (Math.abs(span) < next) {
        return ago.format(Math.round(span), unit);
      }
      span /= next;
    }
    return exact.format(then);
  };
  const times = (within) => {
    for (const each of within.querySelectorAll("time[datetime]")) {
      const then = Date.parse(each.dateTime);
      if (!Number.isNaN(then)) {
        const form = each.dataset.form;
        each.textContent = form === "relative" ? relative(then) : (form === "seconds" ? toTheSecond : exact).format(then);
      }
    }
  };

  const scopesOf = (row) => row.querySelectorAll("input[type=checkbox][name]");

  const ready = () => {
    document.querySelector("form[data-send]")?.submit();
    theme(kept());
    times(document);
    document.body.addEventListener("htmx:load", (event) => times(event.detail.elt));
    setInterval(() => times(document), 30000);
  };

  document.addEventListener("click", async (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) {
      const value = choice.dataset.themeChoice === "system" ? null : choice.dataset.themeChoice;
      try {
        if (value) { localStorage.setItem("postern-theme", value); } else { localStorage.removeItem("postern-theme"); }
      } catch { /* It holds for this page alone. */ }
      theme(value);
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

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", ready);
  } else {
    ready();
  }
})();
