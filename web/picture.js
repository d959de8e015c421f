// Keeps the picture alive: an <img> of a multipart stream says nothing when it stops, so its pixels are watched,
// and a stream that broke or froze is replaced by a fresh one as soon as that one shows a picture.

import { Backoff, onWake } from './backoff.js';

const STILL = 1500; // Milliseconds without a changed pixel after which a stream counts as frozen.
const PATIENCE = 4000; // Milliseconds a new stream has for its first picture.
const LOOK = 300; // Milliseconds between two looks.
const WIDTH = 32;
const HEIGHT = 24;

/** `frame` is the element that holds the <img>; its `data-state` becomes `waiting`, `live` or `stalled`. */
export class Picture {
    /** Whether the source claims to deliver frames. A source that is offline shows a still placeholder, rightly. */
    expectsMotion = true;

    #frame;
    #shown; // The <img> in the page.
    #next = null; // The <img> of a new stream that has no picture yet.
    #url;
    #opened = 0;
    #retry = null;
    #backoff = new Backoff();
    #pen = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT })
        .getContext('2d', { willReadFrequently: true });
    #pixels = null; // What the last look saw of the stream shown.
    #moved = performance.now();

    /** Takes over the <img> that the page came with, which has been loading since before this script. */
    constructor(frame) {
        this.#frame = frame;
        this.#shown = frame.querySelector('img');
        this.#url = this.#shown.src;
        this.#shown.onerror = () => this.#again();
        if (this.#shown.complete && this.#shown.naturalWidth === 0) this.#again();
        setInterval(() => this.#look(), LOOK);
        onWake(() => this.wake());
        document.addEventListener('visibilitychange', () => document.hidden && this.#sleep());
        if (document.hidden) this.#sleep();
    }

    // Opens a new stream behind the one shown. A new address each time, or the browser may join the dead one.
    #open() {
        clearTimeout(this.#retry);
        this.#retry = null;
        this.#drop(this.#next);
        const next = (this.#next = this.#shown.cloneNode());
        next.onload = () => this.#swap(next);
        next.onerror = () => this.#again();
        this.#moved = performance.now();
        next.src = `${this.#url}?${++this.#opened}`;
    }

    #swap(next) {
        next.onload = null;
        this.#shown.replaceWith(next);
        this.#drop(this.#shown);
        this.#shown = next;
        this.#next = null;
        this.#pixels = null;
    }

    #again() {
        clearTimeout(this.#retry);
        this.#drop(this.#next);
        this.#next = null;
        this.#moved = Infinity;
        this.#retry = setTimeout(() => this.#open(), this.#backoff.next());
        if (this.#frame.dataset.state === 'live') this.#frame.dataset.state = 'stalled';
    }

    // A hidden tab holds no stream.
    #sleep() {
        clearTimeout(this.#retry);
        this.#retry = null;
        this.#drop(this.#next);
        this.#drop(this.#shown);
        this.#next = this.#pixels = null;
        this.#frame.dataset.state = 'waiting';
    }

    /** Tries at once if a stream is waited for: whoever calls knows that the daemon can be reached. */
    wake() {
        const asleep = !this.#shown.hasAttribute('src') && !this.#next;
        if (!document.hidden && (asleep || this.#retry)) this.#open();
    }

    #look() {
        if (document.hidden) return;
        if (this.#shown.naturalWidth > 0) this.#compare();
        const owed = this.expectsMotion || this.#next || !this.#pixels;
        const limit = this.#next || !this.#pixels ? PATIENCE : STILL;
        if (owed && performance.now() - this.#moved > limit) this.#again();
    }

    #compare() {
        this.#pen.drawImage(this.#shown, 0, 0, WIDTH, HEIGHT);
        const { data } = this.#pen.getImageData(0, 0, WIDTH, HEIGHT);
        const before = this.#pixels;
        this.#pixels = data;
        if (!before) this.#frame.dataset.state = 'live';
        else if (data.some((value, index) => value !== before[index])) {
            this.#moved = performance.now();
            this.#backoff.reset();
            this.#frame.dataset.state = 'live';
        }
    }

    #drop(image) {
        if (!image) return;
        image.onload = image.onerror = null;
        image.removeAttribute('src');
    }
}
