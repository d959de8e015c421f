// Hold-to-teach: the gesture on a button, and the lease behind it that ends by itself if this page goes silent.

const LEASE = 1500; // Milliseconds after which the daemon stops recording unless we renew.
const RENEW = 500;
const SHORTEST = 300; // A tap is a short hold: long enough that at least one frame is learnt.

/** One hold at a time. Fires `change` when a hold begins and ends, `held` while it goes on, `fault` with the error that ended one. */
export class Teacher extends EventTarget {
    #control;
    #hold = null;

    constructor(control) {
        super();
        this.#control = control;
        const stop = () => this.#finish(this.#hold);
        addEventListener('blur', stop);
        addEventListener('pagehide', stop);
        document.addEventListener('visibilitychange', () => document.hidden && stop());
        control.addEventListener('status', ({ detail }) => {
            if (detail === 'lost') this.#fail(this.#hold, new Error('The connection broke: teaching stopped.'));
        });
    }

    /** The category that is being taught now, or null. */
    get category() {
        return this.#hold?.category ?? null;
    }

    /** Begins to teach; another hold ends first. */
    async begin(category) {
        this.#finish(this.#hold);
        const hold = (this.#hold = { category, since: performance.now(), lease: null, renewal: null });
        this.dispatchEvent(new Event('change'));
        try {
            const { lease } = await this.#control.call('teach.start', { category, lease_ms: LEASE });
            hold.lease = lease;
            if (this.#hold !== hold) this.#stop(lease);
            else hold.renewal = setInterval(() => this.#renew(hold), RENEW);
        } catch (error) {
            this.#fail(hold, error);
        }
    }

    /** Ends the hold when the finger leaves. */
    end() {
        const hold = this.#hold;
        if (hold) setTimeout(() => this.#finish(hold), hold.since + SHORTEST - performance.now());
    }

    async #renew(hold) {
        try {
            await this.#control.call('teach.renew', { lease: hold.lease });
            if (this.#hold === hold) this.dispatchEvent(new Event('held'));
        } catch (error) {
            this.#fail(hold, error);
        }
    }

    #fail(hold, error) {
        if (!hold || this.#hold !== hold) return;
        this.#finish(hold);
        this.dispatchEvent(new CustomEvent('fault', { detail: error }));
    }

    #finish(hold) {
        if (!hold || this.#hold !== hold) return;
        this.#hold = null;
        clearInterval(hold.renewal);
        if (hold.lease !== null) this.#stop(hold.lease);
        this.dispatchEvent(new Event('change'));
    }

    // A lease that is gone already is what we wanted.
    #stop(lease) {
        this.#control.call('teach.stop', { lease }).catch(() => {});
    }
}

/**
 * Makes a button one that is held: `begin` when it is pressed by pointer, Space or Enter, `end` when it is let go
 * or loses pointer or focus, and `tap` when an assistive tool presses it without holding.
 */
export function holdable(button, { begin, end, tap }) {
    const isHoldKey = ({ key }) => key === ' ' || key === 'Enter';
    button.addEventListener('pointerdown', (event) => {
        if (event.button !== 0) return;
        button.setPointerCapture(event.pointerId);
        begin();
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur']) button.addEventListener(type, end);
    button.addEventListener('keydown', (event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        if (!event.repeat) begin();
    });
    button.addEventListener('keyup', (event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        end();
    });
    button.addEventListener('click', ({ detail }) => {
        if (detail === 0) tap();
    });
    button.addEventListener('contextmenu', (event) => event.preventDefault());
}
