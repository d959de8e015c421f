// How long to wait before trying again, and when not to wait at all: shared by the picture and the control channel.

const FIRST = 250;
const LONGEST = 4000;

/** Delays of 0.25, 0.5, 1, 2, 4, 4, … seconds, each ±30 % so that many pages do not return at one moment. */
export class Backoff {
    #tries = 0;

    /** The next delay in milliseconds. */
    next() {
        const delay = Math.min(LONGEST, FIRST * 2 ** this.#tries);
        this.#tries += 1;
        return delay * (0.7 + 0.6 * Math.random());
    }

    /** Call when it worked, so that the next break is answered quickly. */
    reset() {
        this.#tries = 0;
    }
}

/**
 * Calls `wake` when waiting makes no sense any more: the network is back, or somebody looks at the page again.
 * Returns a function that ends this.
 */
export function onWake(wake) {
    const look = () => document.hidden || wake();
    addEventListener('online', wake);
    addEventListener('pageshow', wake);
    document.addEventListener('visibilitychange', look);
    return () => {
        removeEventListener('online', wake);
        removeEventListener('pageshow', wake);
        document.removeEventListener('visibilitychange', look);
    };
}
