// Forms that a passkey fills in: asks the server for a challenge and the device for its answer, and posts the form.
// docs/decisions/15-passkeys.md says why this is a script and no island.

const devices = {
  "start-registration": (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) }),
  "start-sign-in": (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) }),
};

const sentences = {
  NotAllowedError: "The passkey was not used: it was cancelled, or took too long. Please try again.",
  InvalidStateError: "This device has a passkey for your account already.",
};

async function challenge(start, password) {
  const answer = await fetch(`/api/v1/auth/passkeys/${start}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

async function fill(form) {
  const start = form.dataset.passkey;
  const { password } = form.elements;
  const { challenge_id, options } = await challenge(start, password?.value);
  const credential = await devices[start](options);
  form.elements.challenge_id.value = challenge_id;
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  // The answer stands for it from here on.
  password?.remove();
}

function prepare(form) {
  const complaint = form.querySelector(":scope > .field-error");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complaint.hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await fill(form);
      form.submit();
    } catch (error) {
      complaint.textContent = sentences[error.name] ?? error.message;
      complaint.hidden = false;
      // Only now: an empty one would be an alert of its own.
      complaint.role = "alert";
      button.disabled = false;
    }
  });
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
}
