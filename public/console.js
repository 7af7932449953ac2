// What makes the console more pleasant. Every page works without it.
'use strict';

// Tells while an e-mail address is typed that somebody has it, and keeps the form from being sent with it.
for (const message of document.querySelectorAll('[data-taken-of]')) {
  const input = document.getElementById(message.dataset.takenOf);
  let waiting;
  let asking = new AbortController();
  const tell = (violation) => {
    message.textContent = violation;
    input.setCustomValidity(violation);
  };
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    tell('');
    waiting = setTimeout(async () => {
      try {
        const email = encodeURIComponent(input.value);
        const answer = await fetch(`/admin/email-taken?email=${email}`, { signal });
        tell((await answer.json()).violation);
      } catch {
        // The rule is applied again when the form is sent.
      }
    }, 300);
  });
}
