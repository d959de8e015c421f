// The client of the control channel: JSON-RPC 2.0 over the WebSocket /control.
// A promise for each request; a DOM event for each topic; it reconnects and subscribes again by itself.

import { Backoff, onWake } from './view/backoff.js';

const SILENCE = 1500; // Milliseconds without a line before we ask whether the daemon is still there.

/**
 * Fires `status` with `'open'` or `'lost'`, and for each event of a subscribed topic an event of the
 * topic's name; `detail` carries the value. First come the daemon's `hello` and, as `state`, the snapshot.
 */
export class Control extends EventTarget {
    #url;
    #subscription;
    #socket = null;
    #replies = new Map();
    #lastId = 0;
    #heard = 0;
    #retry = 0;
    #backoff = new Backoff();

    constructor(url, topics, maxHz) {
        super();
        this.#url = Object.assign(new URL(url, location.href), { protocol: location.protocol.replace('http', 'ws') });
        this.#subscription = { topics, max_hz: maxHz };
        setInterval(() => this.#watch(), 500);
        onWake(() => this.connect());
    }

    /** Opens the channel now unless it is open or opening. */
    connect() {
        if (this.#socket) return;
        clearTimeout(this.#retry);
        this.#heard = performance.now();
        const socket = (this.#socket = new WebSocket(this.#url));
        socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
        socket.onclose = () => this.#lose();
    }

    /** Sends one request. Resolves with its result; rejects with an `Error` whose message is a sentence. */
    call(method, params = {}) {
        if (this.#socket?.readyState !== WebSocket.OPEN) {
            return Promise.reject(new Error('There is no connection to the machine.'));
        }
        const id = ++this.#lastId;
        this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        return new Promise((resolve, reject) => this.#replies.set(id, { resolve, reject }));
    }

    #receive({ id, method, params, result, error }) {
        this.#heard = performance.now();
        if (method === 'event') this.#tell(params.topic, params);
        else if (method === 'hello') this.#greet(params);
        else if (this.#replies.has(id)) {
            const reply = this.#replies.get(id);
            this.#replies.delete(id);
            if (error) reply.reject(Object.assign(new Error(error.message), { kind: error.data?.kind }));
            else reply.resolve(result);
        }
    }

    async #greet(hello) {
        this.#tell('hello', hello);
        try {
            const { snapshot } = await this.call('subscribe', this.#subscription);
            this.#backoff.reset();
            this.#tell('status', 'open');
            this.#tell('state', snapshot);
        } catch {
            this.#lose();
        }
    }

    // A dead peer closes nothing: after silence we ask, and after as much again we leave.
    #watch() {
        if (!this.#socket) return;
        const silent = performance.now() - this.#heard;
        if (silent > 2 * SILENCE) this.#lose();
        else if (silent > SILENCE) this.call('ping').catch(() => {});
    }

    #lose() {
        const socket = this.#socket;
        if (!socket) return;
        socket.onmessage = socket.onclose = null;
        socket.close();
        this.#socket = null;
        for (const { reject } of this.#replies.values()) reject(new Error('The connection to the machine was lost.'));
        this.#replies.clear();
        this.#tell('status', 'lost');
        this.#retry = setTimeout(() => this.connect(), this.#backoff.next());
    }

    #tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}
