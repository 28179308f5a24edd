"use strict";
// Drafts: what somebody typed into a form and has not handed in, kept in this tab alone, so that
// a lost session or a wrong press loses nothing. Never what is hidden, and nothing like a phone.
// A draft comes back only to whom it is from, and only while the page says what it said then.
(function () {
    const PREFIX = "linli.draft.";
    const SENT = "linli.sent";
    const LIVES_MS = 12 * 3600 * 1000;
    const KEPT = ["text", "search", "date", "textarea", "select-one"];
    const PHONE = /1[3-9][0-9]{9}/;

    function read(key) {
        try {
            return JSON.parse(sessionStorage.getItem(key));
        } catch (broken) {
            return null;
        }
    }

    function keyOf(form) {
        return PREFIX + new URL(form.action, location.href).pathname + (form.elements.grant || { value: "" }).value;
    }

    function fieldsOf(form) {
        return Array.from(form.elements).filter(function (one) {
            return one.name && KEPT.includes(one.type) && one.autocomplete !== "one-time-code";
        });
    }

    function given(field) {
        if (field.type !== "select-one") {
            return field.defaultValue;
        }
        const options = Array.from(field.options);
        const chosen = options.find(function (one) { return one.defaultSelected; }) || options[0];
        return chosen ? chosen.value : "";
    }

    function valuesOf(form, read_) {
        return Object.fromEntries(fieldsOf(form).map(function (one) { return [one.name, read_(one)]; }));
    }

    function isPhone(text) {
        return PHONE.test(text.normalize("NFKC").replace(/[\s-]/g, ""));
    }

    function keep(form) {
        const before = read(keyOf(form));
        const typed = valuesOf(form, function (one) { return isPhone(one.value) ? given(one) : one.value; });
        const was = before ? before.was : valuesOf(form, given);
        const draft = { who: form.dataset.draft, at: Date.now(), was: was, typed: typed };
        try {
            sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
        } catch (full) {
            return; // a draft is a kindness, not a promise
        }
    }

    function note(form, is_there) {
        form.querySelector("[data-draft-note]").hidden = !is_there;
    }

    function bring(form) {
        const draft = read(keyOf(form));
        if (!draft || document.querySelector("[data-problem]")) {
            return; // a refused form comes back from the server as it was typed
        }
        const is_good = draft.who === form.dataset.draft && Date.now() - draft.at < LIVES_MS
            && JSON.stringify(draft.was) === JSON.stringify(valuesOf(form, given));
        if (!is_good) {
            sessionStorage.removeItem(keyOf(form));
            return;
        }
        const changed = fieldsOf(form).filter(function (one) { return draft.typed[one.name] !== one.value; });
        changed.forEach(function (one) { one.value = draft.typed[one.name]; });
        note(form, changed.length > 0);
        const folded = form.closest("details");
        if (folded && changed.length > 0) {
            folded.open = true;
        }
    }

    function drop(form) {
        sessionStorage.removeItem(keyOf(form));
        form.reset();
        note(form, false);
    }

    // The page that a form leads to is read next, from that form's page, and refuses nothing.
    function settle() {
        const sent = read(SENT);
        sessionStorage.removeItem(SENT);
        const came = document.referrer ? new URL(document.referrer).pathname : "";
        if (sent && sent.from === came && !document.querySelector("[data-problem]")) {
            sessionStorage.removeItem(sent.key);
        }
    }

    settle();
    document.querySelectorAll("form[data-draft]").forEach(function (form) {
        bring(form);
        form.addEventListener("input", function () { keep(form); });
        form.addEventListener("submit", function () {
            sessionStorage.setItem(SENT, JSON.stringify({ key: keyOf(form), from: location.pathname }));
        });
        form.querySelector("[data-draft-drop]").addEventListener("click", function () { drop(form); });
    });
})();
