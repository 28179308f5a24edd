"use strict";
// What htmx leaves open: sending a form again where the network lost it, a sign that a meal is
// in, and honesty about a board that nobody refreshes any more. Every page works without it.
(function () {
    const TRIES = 3;
    const tries = new WeakMap();

    function lost(event) {
        const form = event.detail.elt;
        if (form.matches("#doors, #doors-ask, #hall")) {
            document.body.classList.add("stale");
        }
        if (!form.matches("form[data-retries]")) {
            return;
        }
        const count = (tries.get(form) || 0) + 1;
        tries.set(form, count < TRIES ? count : 0);
        form.classList.toggle("trying", count < TRIES);
        form.classList.toggle("unsent-now", count >= TRIES);
        if (count < TRIES) {
            setTimeout(function () {
                if (document.body.contains(form)) {
                    htmx.trigger(form, "submit");
                }
            }, 1000 * count);
        }
    }

    // A page that asks by itself keeps what it shows while the server stumbles; an answer
    // that is none of our pages, as from a gateway, replaces nothing.
    function choose(event) {
        const detail = event.detail;
        const broken = detail.xhr.status >= 500;
        const ours = /id="(page|doors|ticket|hall)"/.test(detail.serverResponse);
        if (broken && (detail.requestConfig.verb === "get" || !ours)) {
            detail.shouldSwap = false;
            lost(event);
        }
    }

    function arrived(event) {
        if (event.detail.successful && event.detail.elt.matches("#doors, #doors-ask, #hall")) {
            document.body.classList.remove("stale");
        }
    }

    function beep() {
        const Context = window.AudioContext;
        if (!Context) {
            return;
        }
        const sound = new Context();
        const tone = sound.createOscillator();
        tone.frequency.value = 880;
        tone.connect(sound.destination);
        tone.start();
        tone.stop(sound.currentTime + 0.12);
        tone.onended = function () { sound.close(); };
    }

    function settled() {
        const stored = document.querySelector("section.stored, section.offered");
        if (stored && !stored.dataset.told) {
            stored.dataset.told = "1";
            if (navigator.vibrate) {
                navigator.vibrate(200);
            }
            beep();
        }
        const field = document.querySelector("#page [autofocus]");
        if (field) {
            field.focus({ preventScroll: true });
        }
    }

    // A queue that was drawn anew: heard and felt once for each call, not for each look.
    let rung = "";

    function called(ring) {
        if (ring && ring !== rung) {
            if (navigator.vibrate) {
                navigator.vibrate(200);
            }
            beep();
        }
        rung = ring;
    }

    // A link to give away: handed to another app where the browser can, else copied.
    function share(event) {
        const button = event.target.closest("[data-share]");
        if (!button) {
            return;
        }
        const field = document.getElementById(button.dataset.share);
        field.select();
        if (navigator.share) {
            navigator.share({ url: field.value }).catch(function () {});
        } else if (document.execCommand("copy")) {
            button.textContent = button.dataset.done;
        }
    }

    document.addEventListener("click", share);
    document.addEventListener("htmx:sendError", lost);
    document.addEventListener("htmx:timeout", lost);
    document.addEventListener("htmx:beforeSwap", choose);
    document.addEventListener("htmx:afterRequest", arrived);
    document.addEventListener("htmx:afterSettle", function (event) {
        if (event.detail.target && event.detail.target.id === "page") {
            settled();
        }
        const queue = document.querySelector("[data-ring]");
        if (queue) {
            called(queue.dataset.ring);
        }
    });
})();
