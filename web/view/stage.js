// Where pictures are shown: a canvas for what was decoded here, a <video>, an <img>, and over them the labels, which are
// drawn in the same task as the picture that they belong to.

import { PLAIN_STYLE, drawLabels } from './labels.js';

const LEGIBLE = 10; // CSS pixels.
const STRONG = matchMedia('(forced-colors: active), (prefers-contrast: more)');

/** The surfaces of one view. */
export class Stage {
    /** The <video>, for players that need one. */
    video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, autoplay: true });
    /** The <img>, for players that need one. */
    image = Object.assign(document.createElement('img'), { alt: '', draggable: false });
    /** The canvas of the labels. */
    labels = document.createElement('canvas');
    /** Called with the width and height of the picture when they change. */
    onsize = () => {};

    #film = document.createElement('canvas');
    #pen = this.#film.getContext('2d', { alpha: false });
    #over = this.labels.getContext('2d');
    #shown = this.#film;
    #size = { width: 0, height: 0 };
    #note = null;
    #style = PLAIN_STYLE;
    #hasLabels = true;
    #screen = { width: 0, height: 0 };
    #redrawSoon = () => this.#redraw();
    #observer = new ResizeObserver(([entry]) => this.#measure(entry));

    /** Builds itself into `box`. */
    constructor(box) {
        for (const surface of [this.#film, this.video, this.image]) {
            surface.part = 'picture';
            surface.ariaHidden = 'true';
            surface.hidden = surface !== this.#film;
        }
        this.labels.part = 'labels';
        box.append(this.#film, this.video, this.image, this.labels);
    }

    /** The element that shows the picture now: a source for `drawImage`. */
    get picture() {
        return this.#shown;
    }

    /** The picture's size in its own pixels; 0 × 0 before the first. */
    get size() {
        return { ...this.#size };
    }

    /** Follows the size of the screen, or stops it. */
    watch(isWatching) {
        this.#observer.disconnect();
        STRONG.removeEventListener('change', this.#redrawSoon);
        if (!isWatching) return;
        this.#observer.observe(this.labels);
        STRONG.addEventListener('change', this.#redrawSoon);
    }

    /** How labels look, and whether there are any. */
    dress(hasLabels, style) {
        this.#hasLabels = hasLabels;
        this.#style = { ...PLAIN_STYLE, ...style };
        this.#redraw();
    }

    /** Shows a decoded picture with its note. */
    paint(source, width, height, note) {
        this.#resize(width, height);
        this.#pen.drawImage(source, 0, 0, width, height);
        this.#show(this.#film);
        this.annotate(note);
    }

    /** Shows what the <video> or the <img> has got, with its note. */
    reveal(surface, width, height, note) {
        if (width && height) this.#tell(width, height);
        this.#show(surface);
        this.annotate(note);
    }

    /** Draws a note; null for none. */
    annotate(note) {
        if (!note && !this.#note) return;
        this.#note = note;
        this.#redraw();
    }

    /** Keeps the last picture of the <video> while nothing moves it any more. */
    freeze() {
        const { width, height } = this.#size;
        if (this.#shown === this.video && this.video.readyState >= 2 && width) {
            this.#resize(width, height);
            this.#pen.drawImage(this.video, 0, 0, width, height);
            this.#show(this.#film);
        }
    }

    #show(surface) {
        if (surface === this.#shown) return;
        this.#shown.hidden = true;
        surface.hidden = false;
        this.#shown = surface;
    }

    // A canvas loses its picture when it gets a size, even the same one.
    #resize(width, height) {
        if (this.#film.width !== width || this.#film.height !== height) Object.assign(this.#film, { width, height });
        this.#tell(width, height);
    }

    #tell(width, height) {
        if (width === this.#size.width && height === this.#size.height) return;
        this.#size = { width, height };
        this.onsize(width, height);
    }

    #measure({ devicePixelContentBoxSize: [exact] = [], contentRect: { width, height } }) {
        this.#screen = { width, height, exact };
        this.#redraw();
    }

    // In the screen's own pixels, exactly where the browser tells; the ratio changes when somebody zooms.
    #sharpSize() {
        const { width, height, exact } = this.#screen;
        const size = { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) };
        const isNear = exact && Math.abs(exact.inlineSize - size.width) < 2 && Math.abs(exact.blockSize - size.height) < 2;
        return isNear ? { width: exact.inlineSize, height: exact.blockSize } : size;
    }

    #redraw() {
        const { width, height } = this.#sharpSize();
        const { canvas } = this.#over;
        if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
        this.#over.setTransform(1, 0, 0, 1, 0, 0);
        this.#over.clearRect(0, 0, width, height);
        const picture = this.#size;
        if (!this.#note || !this.#hasLabels || !picture.width) return;
        const scale = Math.min(width / picture.width, height / picture.height);
        this.#over.setTransform(
            scale, 0, 0, scale, (width - scale * picture.width) / 2, (height - scale * picture.height) / 2);
        drawLabels(this.#over, this.#note, picture.width, picture.height, {
            ...this.#style, smallest: (LEGIBLE * devicePixelRatio) / scale, isStrong: STRONG.matches,
        });
    }
}
