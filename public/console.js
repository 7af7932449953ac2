// What makes the console more pleasant. Every page works without it.
'use strict';

// Browsers keep a page that was left, whatever its headers say, and show it as it was when one goes back: with people
// who were redacted since, or to somebody who has logged out. It is left empty, and asked for again.
addEventListener('pagehide', () => {
  document.documentElement.hidden = true;
});
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) document.location.reload();
});

// `/` goes to the search of a page, and Escape leaves it.
document.addEventListener('keydown', (event) => {
  const search = document.querySelector('input[type="search"]');
  if (event.key === 'Escape' && event.target === search) search.blur();
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || !search) return;
  if (event.target.closest('input, select, textarea')) return;
  event.preventDefault();
  search.select();
});

// A right-click on a row, or the key for it, opens the menu of the row; with Shift, the browser's own.
document.addEventListener('contextmenu', (event) => {
  const menu = event.shiftKey ? null : event.target.closest('tbody tr')?.querySelector('.menu');
  if (!menu) return;
  event.preventDefault();
  menu.showPopover();
  if (!matchMedia('(max-width: 56rem)').matches) {
    const box = menu.getBoundingClientRect();
    const place = (at, size, most) => `${Math.max(0, at + size > most ? at - size : at)}px`;
    Object.assign(menu.style, {
      positionArea: 'none',
      left: place(event.clientX, box.width, innerWidth),
      top: place(event.clientY, box.height, innerHeight),
    });
  }
  menu.querySelector('a, button')?.focus();
});

for (const menu of document.querySelectorAll('.menu')) {
  const items = [...menu.querySelectorAll('a, button')];
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') menu.removeAttribute('style');
  });
  menu.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = items.indexOf(document.activeElement);
    items.at((at + step) % items.length).focus();
  });
}

// Down, on the button of a menu, opens it and goes into it.
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'ArrowDown' && event.target.popoverTargetElement;
  if (!menu) return;
  event.preventDefault();
  menu.showPopover({ source: event.target });
  menu.querySelector('a, button')?.focus();
});

// The menu of places closes on Escape and on a click elsewhere.
const places = document.querySelector('.nav-menu');
document.addEventListener('click', ({ target }) => {
  if (places?.open && !places.contains(target)) places.open = false;
});
places?.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  places.open = false;
  places.querySelector('summary').focus();
});

// A box in the head of a list chooses all rows; with Shift, a box chooses all rows since the last one.
for (const table of document.querySelectorAll('table.grid')) {
  const boxes = [...table.querySelectorAll('td > input[type="checkbox"]')];
  const head = table.querySelector('thead th');
  if (boxes.length === 0) continue;
  const all = document.createElement('input');
  all.type = 'checkbox';
  all.setAttribute('aria-label', 'Select all on this page');
  head.replaceChildren(all);
  const tell = () => {
    const count = boxes.filter(({ checked }) => checked).length;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && !all.checked;
  };
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
  });
  let last;
  for (const [index, box] of boxes.entries()) {
    box.addEventListener('click', (event) => {
      if (event.shiftKey && last !== undefined) {
        const [from, to] = [Math.min(last, index), Math.max(last, index)];
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = index;
      tell();
    });
  }
  // A form that is reset has its boxes back after the event.
  boxes[0].form?.addEventListener('reset', () => setTimeout(tell));
  tell();
}

// Whoever leaves a form with something changed is asked first.
for (const form of document.querySelectorAll('form[data-guarded]')) {
  const typed = () => {
    const values = new FormData(form);
    values.delete('tab');
    return new URLSearchParams([...values].map(([name, value]) => [name, String(value)])).toString();
  };
  // What was refused before is not stored either.
  const stored = form.querySelector('[aria-invalid]') ? undefined : typed();
  let isSent = false;
  form.addEventListener('submit', () => {
    isSent = true;
  });
  addEventListener('beforeunload', (event) => {
    if (!isSent && typed() !== stored) event.preventDefault();
  });
}

// Filters that have a value of their own to choose send themselves.
for (const input of document.querySelectorAll('.toolbar input[type="date"]')) {
  input.addEventListener('change', () => {
    if (input.value === '' || input.validity.valid) input.form.requestSubmit();
  });
}

// Copies a text, or that of another element.
for (const button of document.querySelectorAll('[data-copy], [data-copy-from]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const { copy, copyFrom } = button.dataset;
    await navigator.clipboard.writeText(copy ?? document.getElementById(copyFrom).textContent);
  });
}

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

// Lists of what comes in ask for newer entries while they are looked at, and show them; what is chosen stays.
const live = () => document.querySelector('[data-newer]');
if (live()) {
  const status = document.createElement('p');
  status.className = 'sr';
  status.setAttribute('role', 'status');
  document.querySelector('main').append(status);
  const isRead = () =>
    document.hidden ||
    !document.getSelection().isCollapsed ||
    document.querySelector('.menu:popover-open') ||
    live().contains(document.activeElement) ||
    new URLSearchParams(document.location.search).has('before');
  const look = async () => {
    if (isRead()) return;
    const answer = await fetch(live().dataset.newer, { redirect: 'error' });
    const { newer } = await answer.json();
    if (newer === 0) return;
    const page = new DOMParser().parseFromString(
      await (await fetch(document.location.href)).text(),
      'text/html',
    );
    const fresh = page.querySelector('[data-newer]');
    if (!fresh || isRead()) return;
    const { scrollTop } = live();
    live().replaceWith(fresh);
    fresh.scrollTop = scrollTop;
    document.querySelector('.toolbar .segment')?.replaceWith(page.querySelector('.toolbar .segment'));
    status.textContent = newer === 1 ? '1 newer' : `${newer} newer`;
  };
  const again = () => setTimeout(() => look().then(again, () => undefined), 2000);
  again();
}

// In such a list, up and down go through it; j and k open the next one from everywhere.
document.addEventListener('keydown', (event) => {
  const list = document.querySelector('.items');
  if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, select, textarea, .menu')) return;
  const links = [...list.querySelectorAll('li > a:not(.button)')];
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (step === undefined) return;
  if (event.key.length > 1) {
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    links[at + step]?.focus();
  } else {
    const at = links.findIndex((link) => link.hasAttribute('aria-current'));
    links[at < 0 ? 0 : at + step]?.click();
  }
});

// Ctrl+Enter in the editor of a query runs it.
document.getElementById('sXML')?.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.form.querySelector('[value="run"]').click();
});
// A link to a field that needs another value opens the tab it is on.
for (const link of document.querySelectorAll('[role="alert"] a[href^="#"]')) {
  link.addEventListener('click', (event) => {
    const field = document.getElementById(link.hash.slice(1));
    const tab = /\bp(\d)\b/.exec(field?.closest('.tabbed > div')?.className)?.[1];
    if (tab) field.form.querySelector(`.t${tab}`).checked = true;
    if (!field) return;
    event.preventDefault();
    field.focus();
  });
}
