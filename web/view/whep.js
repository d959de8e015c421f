// Plays over WebRTC: one offer, one answer (WHEP), and the notes found by the time stamp of each picture.

import { Feed, NoteBook } from './notes.js';
import { Screen } from './screen.js';
import { isForeign, refusal } from './refusal.js';

/** The way for lines that lose packets. */
export class WebRTCPlayer {
    static label = 'WebRTC';

    static async whyNot() {
        return 'RTCPeerConnection' in globalThis ? null : 'this browser has no WebRTC';
    }

    #url;
    #base;
    #hooks;
    #stop = new AbortController();
    #peer = null;
    #session = null; // The address that ends it.
    #feed = null;
    #notes = new NoteBook();
    #screen;
    #isClosed = false;

    constructor({ url }, stage, hooks) {
        this.#url = url;
        this.#base = hooks.base;
        this.#hooks = hooks;
        this.#screen = new Screen(stage, hooks, (ticks) => this.#notes.find(ticks));
    }

    async start() {
        try {
            const peer = (this.#peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
            const { receiver } = peer.addTransceiver('video', { direction: 'recvonly' });
            receiver.jitterBufferTarget = 0;
            peer.ontrack = ({ track }) => this.#screen.play(new MediaStream([track]));
            peer.onconnectionstatechange = () => {
                if (peer.connectionState === 'failed') this.#hooks.lost('the connection failed');
            };
            await peer.setLocalDescription();
            await this.#negotiate(peer);
            this.#listen();
        } catch (error) {
            if (this.#isClosed) return;
            if (error instanceof TypeError) this.#hooks.lost('the connection broke', isForeign(this.#url));
            else this.#hooks.refused(error.message);
        }
    }

    close() {
        this.#isClosed = true;
        // An answer that is on its way must still be taken back, so a request that runs is not aborted.
        this.#leave();
        this.#feed?.close();
        this.#peer?.close();
        this.#screen.close();
    }

    async #negotiate(peer) {
        const response = await fetch(this.#url, {
            method: 'POST', body: peer.localDescription.sdp, headers: { 'Content-Type': 'application/sdp' },
            cache: 'no-store',
        });
        this.#hooks.answered();
        if (!response.ok) {
            this.#hooks.refused(...await refusal(response));
            return;
        }
        const place = response.headers.get('location');
        if (place) this.#session = new URL(place, this.#url);
        if (this.#isClosed) return this.#leave();
        await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
    }

    // `keepalive`: it goes out even when the page is being left.
    #leave() {
        if (this.#session) fetch(this.#session, { method: 'DELETE', keepalive: true }).catch(() => {});
        this.#session = null;
    }

    #listen() {
        if (this.#isClosed || this.#base.origin !== location.origin) return;
        this.#feed = new Feed(this.#base, true, (captured, note) => this.#notes.add(captured, note));
    }
}
