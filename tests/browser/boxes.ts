import type { Page } from 'playwright-core';

/** How many pixels of a page are to the right of the window. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What is in sight and can be clicked, as text that a browser runs: nothing of closed menus, nothing for screen readers alone. */
const TARGETS = `[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.sr, .skip'))
  .map((one) => ({ one, box: one.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 1 && box.height > 1)`;

const NAME = `(one) => one.ariaLabel || one.textContent.trim() || one.name`;

/** Targets that lie on each other, in the page itself: bars that stay in sight lie above what is scrolled. */
export function overlaps(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const name = ${NAME};
    const targets = ${TARGETS}.filter(({ one }) => !one.closest('.bar, .side, .save-bar, .bulk, thead, .search'));
    const found = [];
    for (const [index, a] of targets.entries()) {
      for (const b of targets.slice(index + 1)) {
        if (a.one.contains(b.one) || b.one.contains(a.one)) continue;
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (width > 1 && height > 1) found.push(name(a.one) + ' / ' + name(b.one));
      }
    }
    return found;
  })()`);
}

/** Targets that reach beyond the window to the side, unless what they are in scrolls. */
export function clippedTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`${TARGETS}
    .filter(({ one, box }) => (box.right > innerWidth + 1 || box.left < -1) && !one.closest('.scroll, .tabs'))
    .map(({ one }) => (${NAME})(one))`);
}

/**
 * Targets of less than 24 pixels that are not alone: the circle of 24 pixels around one touches another target (WCAG
 * 2.5.8). Links inside of sentences may be as high as their line; a box counts with its label.
 */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const name = ${NAME};
    const targets = ${TARGETS}.map(({ one, box }) => ({ one, box: one.closest('label')?.getBoundingClientRect() ?? box }));
    const isInSentence = (one) => one.matches('p a, small a, dd a, li a:not(.button)') && !one.closest('.menu, .places');
    const centre = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
    return targets
      .filter(({ one, box }) => (box.width < 24 || box.height < 24) && !isInSentence(one))
      .filter(({ one, box }) => {
        const [x, y] = centre(box);
        return targets.some(({ one: other, box: there }) => {
          if (other === one) return false;
          const dx = Math.max(there.left - x, 0, x - there.right);
          const dy = Math.max(there.top - y, 0, y - there.bottom);
          return Math.hypot(dx, dy) < 12;
        });
      })
      .map(({ one, box }) => name(one) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height));
  })()`);
}
