// Passkeys (WebAuthn): to sign in, to make the first one by an invitation, and to confirm what hurts.
// What is said to people stands in the page: an element with data-passkey-says="NAME" is shown, the others hidden.
"use strict";
(() => {
  const here = document.currentScript.src;
  const base = here.slice(0, here.lastIndexOf("/assets/"));
  const json = "application/json";

  // What is behind an open dialog cannot be read, so it is said in there.
  const status = document.querySelector("[data-passkey-status]");
  const home = document.createComment("");
  status?.before(home);
  const place = (button) => {
    if (status && button.closest("dialog")) {
      (button.closest(".actions") ?? button).before(status);
    } else if (status?.closest("dialog")) {
      home.after(status);
    }
  };

  const say = (name) => {
    for (const each of document.querySelectorAll("[data-passkey-says]")) {
      each.hidden = each.dataset.passkeySays !== name;
    }
  };

  const post = async (path, body, headers = {}) => {
    const answer = await fetch(base + path, {
      method: "POST",
      headers: { "Content-Type": json, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20000),
    });
    if (!answer.ok) {
      if (answer.status === 403) {
        throw new Error("forbidden");
      }
      if (answer.status !== 401 && answer.status !== 400) {
        throw new Error("unavailable");
      }
      // With an invitation it is that which opens nothing.
      throw new Error(headers.Authorization ? "spent" : "refused");
    }
    return answer.json();
  };

  const able = () => {
    if (typeof PublicKeyCredential?.parseRequestOptionsFromJSON !== "function") {
      throw new Error("unsupported");
    }
  };

  /** Signs in; purpose "accounts" gives a session for these beside the one there is. */
  const signIn = async (purpose) => {
    able();
    const options = await post("/passkeys/options", {});
    const credential = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    });
    const session = await post("/sign-in" + (purpose ? "?for=" + purpose : ""), credential.toJSON());
    for (const field of document.querySelectorAll("input[name=form_token]")) {
      field.value = session.form_token;
    }
    return session;
  };

  const join = async () => {
    able();
    if (location.hash.length < 2) {
      throw new Error("missing");
    }
    // The invitation stands behind the #, so it is in no log and is sent to nobody by itself.
    const bearer = { Authorization: "Bearer " + decodeURIComponent(location.hash.slice(1)) };
    const options = await post("/passkeys/options", {}, bearer);
    const credential = await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    });
    const name = document.querySelector("[data-passkey-name]")?.value.trim();
    await post("/passkeys", { name: name || "Passkey", response: credential.toJSON() }, bearer);
    history.replaceState(null, "", location.pathname);
    await signIn();
  };

  const ways = { "sign-in": signIn, join, accounts: () => signIn("accounts") };

  const attempt = async (button, way) => {
    button.disabled = true;
    place(button);
    say("waiting");
    try {
      await way();
      say("");
      return true;
    } catch (trouble) {
      const known = ["refused", "spent", "missing", "forbidden", "unavailable", "unsupported"];
      const cancelled = ["NotAllowedError", "AbortError"].includes(trouble.name);
      say(cancelled ? "cancelled" : known.includes(trouble.message) ? trouble.message : "unavailable");
      return false;
    } finally {
      button.disabled = false;
    }
  };

  // Who comes without an invitation is told so at once, and by the whole link in the same window gets on.
  const invited = () => {
    if (location.hash.length < 2) {
      say("missing");
    } else {
      say("");
    }
  };
  if (document.querySelector("[data-passkey=join]")) {
    invited();
    addEventListener("hashchange", invited);
  }

  // The same page by another name: what stands behind the # goes along.
  for (const link of document.querySelectorAll("[data-localhost]")) {
    link.href += location.hash;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey]");
    if (button && (await attempt(button, ways[button.dataset.passkey]))) {
      location.assign(button.dataset.next);
    }
  });

  const kept = "postern-kept-form";
  const confirm = document.querySelector("meta[name=postern-confirm]");

  const fields = (form) => form.querySelectorAll("input:not([type=hidden]):not([type=password]), select, textarea:not([data-unkept])");
  // Several forms may be sent to one place.
  const alike = (action) => [...document.forms].filter((each) => each.getAttribute("action") === action);

  // Whether a sign-in of just now is young enough for what hurts. The page says for how many seconds it is, for the clock
  // here may be minutes wrong. How much time has passed is told by the counter and the clock, whichever says more: a counter
  // may stand still while the machine sleeps.
  const begin = Date.now() - performance.now();
  const fresh = () => {
    const seconds = Number(document.querySelector("meta[name=postern-fresh-seconds]")?.content ?? "0");
    return seconds * 1000 - 5000 > Math.max(performance.now(), Date.now() - begin);
  };

  const keep = (form, submitter) => {
    const values = [...fields(form)].map((field) => [field.checked ?? false, field.value]);
    const action = form.getAttribute("action");
    sessionStorage.setItem(kept, JSON.stringify({ person: confirm.dataset.person, path: location.pathname, action, nth: alike(action).indexOf(form), button: [...form.querySelectorAll("button")].indexOf(submitter), values }));
  };

  // What is to be sent once more says so beside its button, which has the focus. Who did not confirm finds only what he entered.
  const ready = (button) => {
    const notice = document.querySelector("[data-confirmed]");
    if (!button || !notice || !fresh()) {
      return;
    }
    (button.closest(".actions") ?? button).before(notice);
    notice.hidden = false;
    button.focus();
  };

  // Back from there: the form is as it was, and waits for its button once more. Whoever comes back as another, or goes
  // elsewhere, does not find it.
  const back = () => {
    const text = sessionStorage.getItem(kept);
    const form = text && JSON.parse(text);
    if (!form || document.querySelector("form[data-send]")) {
      return;
    }
    sessionStorage.removeItem(kept);
    if (form.path !== location.pathname || form.person !== confirm?.dataset.person) {
      return;
    }
    const here = alike(form.action)[form.nth];
    if (!here || fields(here).length !== form.values.length) {
      return;
    }
    fields(here).forEach((field, at) => {
      const [checked, value] = form.values[at];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = checked;
      } else {
        field.value = value;
      }
    });
    here.closest("dialog")?.showModal();
    ready(here.querySelectorAll("button")[form.button]);
  };
  try { back(); } catch { /* What was entered is to be entered once more. */ }

  // A form that needs a sign-in of just now gets one first, and is then sent as it was.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-fresh") || form.dataset.fresh === "now" || fresh()) {
      return;
    }
    event.preventDefault();
    if (confirm) {
      // The company's sign-in page asks; what was entered waits here for the way back.
      keep(form, event.submitter);
      location.assign(confirm.content + "&next=" + encodeURIComponent(location.pathname + location.search));
      return;
    }
    const button = event.submitter ?? form.querySelector("button");
    if (await attempt(button, () => signIn())) {
      form.dataset.fresh = "now";
      form.requestSubmit(event.submitter ?? undefined);
    }
  });
})();
