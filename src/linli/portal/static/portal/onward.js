"use strict";
// Back from another server: presses the button, once. Without this script a person does.
(function () {
    const form = document.querySelector("form[data-onward]");
    if (form) {
        form.querySelector("button").disabled = true;
        form.submit();
    }
})();
