// Passkeys: asks the browser to make or to show one, puts its answer into the form and sends it.
// What is asked comes with the form (data-passkey-options) or from its address (data-passkey-fetch).
(() => {
  "use strict";

  const bytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const descriptors = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  // WebAuthn speaks in bytes, JSON in base64url (W3C WebAuthn Level 3, section 5.1): translated both ways.
  const creation = (asked) => ({
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: descriptors(asked.excludeCredentials),
  });
  const request = (asked) => ({
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: descriptors(asked.allowCredentials),
  });
  const answer = (credential) => {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    if (given.attestationObject) {
      response.attestationObject = text(given.attestationObject);
      response.transports = given.getTransports ? given.getTransports() : [];
    } else {
      response.authenticatorData = text(given.authenticatorData);
      response.signature = text(given.signature);
      response.userHandle = given.userHandle ? text(given.userHandle) : null;
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  };

  const optionsOf = async (form) => {
    if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    return (await reply.json()).request_options;
  };

  const tell = (form, words) => {
    const box = form.querySelector("[data-passkey-problem]");
    box.textContent = words;
    box.hidden = !words;
  };

  const run = async (form, button) => {
    tell(form, "");
    if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(window.location.hostname)) {
      tell(form, form.dataset.unsupported);
      return;
    }
    button.disabled = true;
    try {
      const asked = (await optionsOf(form)).publicKey;
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: creation(asked) })
        : await navigator.credentials.get({ publicKey: request(asked) });
      form.querySelector("[name=credential]").value = JSON.stringify(answer(credential));
      form.submit();
    } catch {
      tell(form, form.dataset.failed);
      button.disabled = false;
    }
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("button");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form, button);
    });
  });
})();
