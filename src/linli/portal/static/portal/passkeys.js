"use strict";
// Passkeys: a button asks the server what to ask the browser for, and sends its answer with the
// form it stands in. Without passkeys in the browser the form says so and stays hidden.
(function () {
    if (window.linliPasskeys) {
        return;
    }
    window.linliPasskeys = true;

    function bytes(text) {
        const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
        return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
    }

    function text(buffer) {
        const plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
        return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    }

    function readable(options) {
        options.challenge = bytes(options.challenge);
        if (options.user) {
            options.user.id = bytes(options.user.id);
        }
        (options.excludeCredentials || options.allowCredentials || []).forEach(function (one) {
            one.id = bytes(one.id);
        });
        return options;
    }

    function answer(made) {
        const response = { clientDataJSON: text(made.response.clientDataJSON) };
        ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
            if (made.response[name]) {
                response[name] = text(made.response[name]);
            }
        });
        return JSON.stringify({
            id: made.id,
            rawId: text(made.rawId),
            type: made.type,
            clientExtensionResults: {},
            response: response,
        });
    }

    function fail(form) {
        form.querySelector("[data-passkey-failed]").hidden = false;
        form.querySelector("button").disabled = false;
    }

    document.addEventListener("submit", function (event) {
        const form = event.target;
        if (!form.matches("form[data-passkey]") || form.elements.answer.value) {
            return;
        }
        event.preventDefault();
        form.querySelector("[data-passkey-failed]").hidden = true;
        form.querySelector("button").disabled = true;
        fetch(form.dataset.passkey, {
            method: "POST",
            headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        })
            .then(function (asked) {
                return asked.ok ? asked.json() : Promise.reject(asked);
            })
            .then(function (asked) {
                const options = { publicKey: readable(asked.publicKey) };
                return options.publicKey.user
                    ? navigator.credentials.create(options)
                    : navigator.credentials.get(options);
            })
            .then(function (made) {
                form.elements.answer.value = answer(made);
                form.submit();
            })
            .catch(function () { fail(form); });
    });

    function show() {
        if (window.PublicKeyCredential) {
            document.querySelectorAll("form[data-passkey]").forEach(function (form) {
                form.hidden = false;
            });
        }
    }

    show();
    document.addEventListener("htmx:afterSettle", show);
})();
