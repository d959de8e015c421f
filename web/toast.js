// One sentence at a time at the foot of the page, with at most one thing to do about it.

import { sentence } from './sentence.js';

const LASTS = 6000; // Milliseconds; longer while a pointer or the focus rests on it.

/** Shows sentences in `region`, a live region, so that they are spoken as well. */
export class Toast {
    #region;
    #after;
    #timer = 0;

    /** `after` gets the focus of a button that goes when it is pressed. */
    constructor(region, after) {
        this.#region = region;
        this.#after = after;
        const leave = () => this.#hideLater();
        region.addEventListener('pointerenter', () => clearTimeout(this.#timer));
        region.addEventListener('focusin', () => clearTimeout(this.#timer));
        region.addEventListener('pointerleave', leave);
        region.addEventListener('focusout', leave);
    }

    /** Replaces what is shown. `action` is a button's `{label, run}`. */
    show(message, action) {
        const text = document.createElement('span');
        text.textContent = sentence(message);
        this.#region.replaceChildren(text);
        if (action) {
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = action.label;
            button.onclick = () => {
                this.#region.replaceChildren();
                this.#after.focus({ preventScroll: true });
                action.run();
            };
            this.#region.append(button);
        }
        this.#hideLater();
    }

    #hideLater() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#region.replaceChildren(), LASTS);
    }
}
