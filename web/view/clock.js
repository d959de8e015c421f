// The clock of drawn frames: says of a connection whether it shows what it owes.

import { TIMES } from './times.js';

/** One connection after the other; `begin` starts with a new one. */
export class FrameClock {
    #limits = TIMES;
    #began = 0;
    #heard = 0;
    #since = null; // When the first frame was drawn.
    #hasAnswered = false;
    #isStandIn = false;
    #isBlind = false;
    #newest = null; // The newest frame and its time of capture.
    #interval = 0; // Milliseconds between two frames of the source.

    /** A new connection is being made; `limits` has times of its own for it. */
    begin(limits = {}) {
        this.#limits = { ...TIMES, ...limits };
        this.#began = this.#heard = performance.now();
        this.#since = null;
        this.#hasAnswered = this.#isStandIn = this.#isBlind = false;
    }

    /** Whether a frame has been drawn. */
    get isRunning() {
        return this.#since !== null;
    }

    /** Milliseconds since the last sign of life. */
    get silence() {
        return this.#isBlind ? 0 : performance.now() - this.#heard;
    }

    /** Milliseconds since the first frame; 0 before it. */
    get age() {
        return this.#since === null ? 0 : performance.now() - this.#since;
    }

    /** The server has answered. */
    answer() {
        this.#hasAnswered = true;
    }

    /** The server says that it is there and has nothing new. */
    live() {
        this.#heard = performance.now();
    }

    /** This connection cannot say when a frame is drawn. */
    blind() {
        this.#isBlind = true;
    }

    /** A frame was drawn. */
    draw({ frame, capturedNs, note, isStandIn }) {
        this.#heard = performance.now();
        this.#since ??= this.#heard;
        this.#isStandIn = isStandIn ?? Boolean(note?.message);
        if (frame === null || capturedNs === null) return;
        const frames = frame - (this.#newest?.frame ?? frame);
        if (note?.fps > 0) this.#interval = 1000 / note.fps;
        else if (frames > 0) this.#interval = (capturedNs - this.#newest.capturedNs) / 1e6 / frames;
        this.#newest = { frame, capturedNs };
    }

    /** `fine`, `unanswered`, `empty` when nothing has been shown, `stalled`, or `stable` after a long good time. */
    read() {
        if (this.#since === null) {
            const isThere = this.#heard > this.#began;
            if (performance.now() - this.#began <= (isThere ? this.#limits.firstSlow : this.#limits.first)) return 'fine';
            return this.#hasAnswered ? 'empty' : 'unanswered';
        }
        if (this.silence > this.#patience) return 'stalled';
        return this.age > TIMES.stable ? 'stable' : 'fine';
    }

    // A source of a frame every two seconds stands still for two seconds and is well.
    get #patience() {
        if (this.#isStandIn) return TIMES.slowest;
        return Math.min(TIMES.slowest, Math.max(this.#limits.stall, TIMES.intervals * this.#interval));
    }
}
