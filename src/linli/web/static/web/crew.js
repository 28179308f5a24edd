"use strict";
// Makes a photo small before it is sent: a phone's is larger than is taken, and the signal is weak.
(() => {
  const SIDE = 1600;
  const small = async (file) => {
    const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, SIDE / Math.max(photo.width, photo.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(photo.width * share);
    canvas.height = Math.round(photo.height * share);
    canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    return made && made.size < file.size ? new File([made], "photo.jpg", { type: made.type }) : file;
  };
  document.addEventListener("change", async (happened) => {
    const field = happened.target;
    if (field.type !== "file" || !field.files.length) return;
    const send = field.form.querySelector("[type=submit]");
    send.disabled = true;
    try {
      const files = new DataTransfer();
      files.items.add(await small(field.files[0]));
      field.files = files.files;
    } catch {
      // What the browser cannot read goes as it is; the server says what is wrong with it.
    } finally {
      send.disabled = false;
    }
  });
})();
