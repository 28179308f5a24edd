"use strict";
// Reads a code by the camera where the browser can; makes a photograph small before it is sent.
// Without this script, or without a camera, the form sends the photograph as it is.
(function () {
    const LONGEST = 1600;
    const EACH_MS = 200;
    const form = document.getElementById("scan");
    const scanned = document.getElementById("scanned");
    if (!form) {
        return;
    }
    const input = form.querySelector("[type=file]");
    const panel = form.querySelector("[data-camera]");
    const video = panel.querySelector("video");

    function say(what) {
        form.querySelector(what).hidden = false;
    }

    function stop(stream) {
        stream.getTracks().forEach(function (track) { track.stop(); });
    }

    async function look(reader, stream) {
        const codes = await reader.detect(video).catch(function () { return []; });
        if (codes.length) {
            stop(stream);
            scanned.elements.code.value = codes[0].rawValue;
            scanned.submit();
        } else if (stream.active) {
            setTimeout(look, EACH_MS, reader, stream);
        }
    }

    async function watch() {
        const formats = await BarcodeDetector.getSupportedFormats();
        if (!formats.includes("qr_code")) {
            return;
        }
        try {
            const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
            video.srcObject = stream;
            panel.hidden = false;
            window.addEventListener("pagehide", function () { stop(stream); });
            await video.play();
            look(new BarcodeDetector({ formats: formats }), stream);
        } catch (_refused) {
            panel.hidden = true;
            say("[data-blocked]");
        }
    }

    async function shrink(file) {
        const image = await createImageBitmap(file);
        const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(image.width * scale);
        canvas.height = Math.round(image.height * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        const small = await new Promise(function (done) { canvas.toBlob(done, "image/jpeg", 0.85); });
        const files = new DataTransfer();
        files.items.add(new File([small], "code.jpg", { type: "image/jpeg" }));
        input.files = files.files;
    }

    input.addEventListener("change", async function () {
        if (!input.files.length) {
            return;
        }
        say("[data-sending]");
        await shrink(input.files[0]).catch(function () {});
        form.submit();
    });
    if ("BarcodeDetector" in window && navigator.mediaDevices) {
        watch();
    }
})();
