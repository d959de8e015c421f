// How things stand, in words: the connection, the source, and how fast pictures are understood.

import { sentence } from './sentence.js';

const CONNECTION = { open: 'Connected', lost: 'Connection lost, trying again…' };
const SOURCE = {
    connecting: 'Waiting for the camera…',
    offline: 'The camera is offline.',
    ended: 'The film has ended.',
    live: '',
};
const DELIVERY = { h264: 'WebCodecs', whep: 'WebRTC', mjpeg: 'JPEG', hls: 'HLS', janus: 'WebRTC (Janus)' };
const CALM = 500; // Milliseconds between two changes of the numbers.

/** Shows the state of the control channel: `open` or `lost`. The page itself says that it is connecting. */
export function showConnection(state) {
    const line = document.getElementById('connection');
    if (line.dataset.state === state) return;
    line.dataset.state = state;
    line.firstElementChild.textContent = CONNECTION[state];
}

/** Says by which way the picture comes, and to those who ask why. */
export function showDelivery({ delivery, why }) {
    const line = document.getElementById('delivery');
    line.textContent = DELIVERY[delivery] ?? delivery;
    line.title = why;
}

/** Says what is wrong with the source, and nothing while all is well. */
export function showSource({ state, message }) {
    const text = message ? sentence(message) : SOURCE[state];
    const line = document.getElementById('source');
    if (line.textContent !== text) line.textContent = text;
}

/** Says that everybody gets fewer pictures than there are, and why. */
export function showDegraded(message) {
    const line = document.getElementById('degraded');
    const text = message ? sentence(message) : '';
    if (line.textContent !== text) line.textContent = text;
}

/** Measures frames per second by the frames' own numbers and capture times, and smooths the latency. */
export class Speed {
    #line = document.getElementById('speed');
    #first = null;
    #latency = 0;
    #shownAt = 0;

    /** Takes a prediction into account. */
    add({ frame, captured_ns: captured, latency_ms: latency }) {
        if (!this.#first || frame < this.#first.frame) this.clear();
        this.#first ??= { frame, captured };
        this.#latency += (this.#latency ? 0.1 : 1) * (latency.total - this.#latency);
        const seconds = (captured - this.#first.captured) / 1e9;
        if (seconds <= 0 || performance.now() - this.#shownAt < CALM) return;
        this.#shownAt = performance.now();
        const rate = (frame - this.#first.frame) / seconds;
        this.#line.textContent = `${Math.round(rate)} fps · ${Math.round(this.#latency)} ms`;
        if (seconds > 2) this.#first = { frame, captured };
    }

    /** Forgets and shows nothing: no predictions come. */
    clear() {
        this.#first = null;
        this.#latency = 0;
        this.#line.textContent = '';
    }
}
