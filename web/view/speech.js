// What a screen reader hears of the picture: once, when it has settled, and not at all where the page says it itself.

import { Feed } from './notes.js';
import { spoken } from './words.js';

const SETTLED = 700; // Milliseconds a verdict must stand before it is spoken.

/** Names the picture for those who go to it, and speaks to those who do not look. */
export class Speech {
    /** A live region. */
    line = Object.assign(document.createElement('p'), { className: 'unseen', role: 'status' });

    #picture;
    #isSilent = false;
    #text = null;
    #timer = 0;
    #base = null;
    #feed = null;

    /** `picture` is the element that stands for the picture. */
    constructor(picture) {
        this.#picture = picture;
        picture.role = 'img';
        picture.ariaLabel = 'Live picture';
    }

    begin(base, isSilent) {
        this.#base = base;
        this.isSilent = isSilent;
    }

    end() {
        this.forget();
        this.#feed?.close();
        this.#feed = null;
    }

    set isSilent(isSilent) {
        this.#isSilent = isSilent;
        if (isSilent) this.line.textContent = '';
    }

    /** A delivery plays. One whose labels are in the picture says nothing itself; the control channel does. */
    listen(delivery) {
        this.#feed?.close();
        this.#feed = null;
        if (delivery !== 'mjpeg' || this.#isSilent || this.#base.origin !== location.origin) return;
        this.#feed = new Feed(this.#base, false, (_, note) => this.say(note));
    }

    /** Takes up what is said of the picture. */
    say(note) {
        const text = spoken(note);
        if (text === this.#text) return;
        this.#text = text;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
            this.#picture.ariaLabel = text ? `Live picture: ${text}` : 'Live picture';
            if (!this.#isSilent) this.line.textContent = text;
        }, SETTLED);
    }

    /** There is no picture to speak of. */
    forget() {
        clearTimeout(this.#timer);
        this.#text = null;
        this.#picture.ariaLabel = 'Live picture';
        this.line.textContent = '';
    }
}
