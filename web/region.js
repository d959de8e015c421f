// Where the machine looks: dragged on the picture, or moved with the keyboard.

const SMALLEST = 16; // Pixels of the camera's picture; the daemon refuses less.
const DRAG = 8; // Pixels of the screen below which a press is no drag.
const STEP = 0.02; // Of the picture, for a press of an arrow key.
const CALM = 150; // Milliseconds after the last press of a key until the daemon is asked.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Lets a hand choose a rectangle on `frame`, the picture; `box` marks it and takes the keyboard.
 * `set(region)` and `clear()` ask the daemon; `isAllowed()` says whether they may.
 */
export class RegionChooser {
    #frame;
    #box;
    #ask;
    #region = { x: 0, y: 0, width: 1, height: 1 }; // As the daemon has it, or as the keys have moved it.
    #size = { width: 640, height: 480 };
    #start = null; // Where a drag began, in fractions of the picture.
    #pending = 0;

    constructor(frame, box, ask) {
        this.#frame = frame;
        this.#box = box;
        this.#ask = ask;
        frame.addEventListener('pointerdown', (event) => this.#press(event));
        frame.addEventListener('pointermove', (event) => this.#start && this.#draw(this.#dragged(event)));
        frame.addEventListener('pointerup', (event) => this.#release(event));
        frame.addEventListener('pointercancel', () => this.#cancel());
        box.addEventListener('keydown', (event) => this.#move(event));
        addEventListener('keydown', (event) => event.key === 'Escape' && this.#escape(event));
    }

    /** Shows the region that counts. */
    show(region, { width, height }) {
        if (width && height) this.#size = { width, height };
        if (this.#pending) return;
        this.#region = region;
        if (!this.#start) this.#draw(region);
    }

    #press(event) {
        if (event.button !== 0 || !this.#ask.isAllowed()) return;
        this.#frame.setPointerCapture(event.pointerId);
        this.#start = this.#place(event);
        this.#frame.classList.add('choosing');
    }

    #release(event) {
        if (!this.#start) return;
        const region = this.#dragged(event);
        const { width, height } = this.#frame.getBoundingClientRect();
        const isDrag = Math.min(region.width * width, region.height * height) >= DRAG;
        this.#cancel();
        if (!isDrag) return;
        this.#draw(region);
        this.#ask.set(region).then((result) => result || this.#draw(this.#region));
    }

    #cancel() {
        this.#start = null;
        this.#frame.classList.remove('choosing');
        this.#draw(this.#region);
    }

    // Escape ends a drag; else, away from fields and cards that use it themselves, it looks at the middle again.
    #escape({ target }) {
        if (this.#start) this.#cancel();
        else if (!target.closest?.('input, select, form, dialog, .card') && this.#ask.isAllowed() && !this.#isMiddle()) {
            this.#forget();
            this.#ask.clear();
        }
    }

    #move(event) {
        const arrow = ARROWS[event.key];
        if (!arrow || !this.#ask.isAllowed()) return;
        event.preventDefault();
        const [across, down] = arrow.map((step) => step * STEP);
        const { x, y, width, height } = this.#region;
        const least = { width: SMALLEST / this.#size.width, height: SMALLEST / this.#size.height };
        this.#region = event.shiftKey
            ? { x, y, width: within(width + across, least.width, 1 - x), height: within(height + down, least.height, 1 - y) }
            : { x: within(x + across, 0, 1 - width), y: within(y + down, 0, 1 - height), width, height };
        this.#draw(this.#region);
        clearTimeout(this.#pending);
        this.#pending = setTimeout(() => {
            this.#pending = 0;
            this.#ask.set(this.#region);
        }, CALM);
    }

    #forget() {
        clearTimeout(this.#pending);
        this.#pending = 0;
    }

    #place({ clientX, clientY }) {
        const { left, top, width, height } = this.#frame.getBoundingClientRect();
        return { x: within((clientX - left) / width, 0, 1), y: within((clientY - top) / height, 0, 1) };
    }

    #dragged(event) {
        const end = this.#place(event);
        const [x, y] = [Math.min(this.#start.x, end.x), Math.min(this.#start.y, end.y)];
        return { x, y, width: Math.abs(this.#start.x - end.x), height: Math.abs(this.#start.y - end.y) };
    }

    #draw({ x, y, width, height }) {
        for (const [side, share] of Object.entries({ left: x, top: y, width, height })) {
            this.#box.style[side] = `${100 * share}%`;
        }
    }

    #isMiddle() {
        const side = Math.min(this.#size.width, this.#size.height);
        const [width, height] = [side / this.#size.width, side / this.#size.height];
        const middle = [(1 - width) / 2, (1 - height) / 2, width, height];
        const { x, y, width: w, height: h } = this.#region;
        return [x, y, w, h].every((value, index) => Math.abs(value - middle[index]) < 1e-6);
    }
}

function within(value, least, most) {
    return Math.min(Math.max(value, least), Math.max(least, most));
}
