// Keeping a receipt: buttons that only a script can serve, shown where it can.

/** @type {NodeListOf<HTMLButtonElement>} */
const printers = document.querySelectorAll("[data-print]");
for (const button of printers) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The phone's own share sheet gets the picture, never the page's address: whoever has that
// address can change the patient's mind for them.
/** @type {HTMLButtonElement | null} */
const share = document.querySelector("[data-share]");
const probe = new File([""], "ask-first.png", { type: "image/png" });

if (share && navigator.canShare?.({ files: [probe] })) {
  const picture = share.dataset.share ?? "";
  share.hidden = false;
  share.addEventListener("click", async () => {
    try {
      const answer = await fetch(picture);
      if (!answer.ok) throw new Error(String(answer.status));
      const file = new File([await answer.blob()], "ask-first.png", { type: "image/png" });
      await navigator.share({ files: [file] });
    } catch (error) {
      // Closing the sheet is no fault. Anything else: the picture itself, to keep by hand.
      if (!(error instanceof Error && error.name === "AbortError")) window.location.assign(picture);
    }
  });
}
