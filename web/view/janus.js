// Plays a mountpoint of the streaming plugin of Janus, by its HTTP interface: the server offers, the page answers.
// https://janus.conf.meetecho.com/docs/rest.html and …/streaming.html describe the requests.

import { Screen } from './screen.js';

/** WebRTC from a media server that stands in for the daemon. `#1` behind the address is the mountpoint. */
export class JanusPlayer {
    static label = 'WebRTC of Janus';
    static limits = { first: 5000 };

    static async whyNot({ url }) {
        if (!('RTCPeerConnection' in globalThis)) return 'this browser has no WebRTC';
        return url.protocol.startsWith('http') ? null : 'this page asks Janus by http only';
    }

    #base; // Of the server, then of our session.
    #plugin = '';
    #mountpoint;
    #hooks;
    #screen;
    #stop = new AbortController();
    #peer = null;

    constructor({ url }, stage, hooks) {
        this.#base = `${url.origin}${url.pathname}`.replace(/\/$/, '');
        this.#mountpoint = Number(url.hash.slice(1) || 1);
        this.#hooks = hooks;
        this.#screen = new Screen(stage, hooks);
    }

    async start() {
        try {
            this.#base += `/${(await this.#ask(this.#base, { janus: 'create' })).data.id}`;
            this.#hooks.answered();
            const attached = await this.#ask(this.#base, { janus: 'attach', plugin: 'janus.plugin.streaming' });
            this.#plugin = `${this.#base}/${attached.data.id}`;
            await this.#tell({ request: 'watch', id: this.#mountpoint });
            await this.#listen();
        } catch (error) {
            if (this.#stop.signal.aborted) return;
            if (error instanceof TypeError) this.#hooks.lost('the connection broke', true);
            else this.#hooks.refused(error.message);
        }
    }

    close() {
        this.#stop.abort();
        if (this.#plugin) {
            const body = JSON.stringify({ janus: 'destroy', transaction: transaction() });
            fetch(this.#base, { method: 'POST', body, keepalive: true }).catch(() => {});
        }
        this.#peer?.close();
        this.#screen.close();
    }

    // One long request after the other: each brings an event, or a sign of life after half a minute.
    async #listen() {
        const { signal } = this.#stop;
        while (!signal.aborted) {
            const response = await fetch(`${this.#base}?maxev=1`, { signal, cache: 'no-store' });
            const { janus, jsep, plugindata, error } = await response.json();
            const problem = error?.reason ?? plugindata?.data?.error;
            if (problem) throw new Error(problem);
            if (janus === 'hangup') return this.#hooks.lost('the server hung up');
            if (jsep) await this.#answer(jsep);
        }
    }

    async #answer(offer) {
        const peer = (this.#peer ??= new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
        peer.ontrack = ({ track, receiver }) => {
            receiver.jitterBufferTarget = 0;
            if (track.kind === 'video') this.#screen.play(new MediaStream([track]));
        };
        peer.onconnectionstatechange = () => {
            if (peer.connectionState === 'failed') this.#hooks.lost('the connection failed');
        };
        await peer.setRemoteDescription(offer);
        await peer.setLocalDescription();
        // All candidates at once: an answer without any would have to be followed by them.
        const deadline = performance.now() + 500;
        while (peer.iceGatheringState !== 'complete' && performance.now() < deadline) {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        await this.#tell({ request: 'start' }, { jsep: peer.localDescription.toJSON() });
    }

    #tell(body, more = {}) {
        return this.#ask(this.#plugin, { janus: 'message', body, ...more });
    }

    async #ask(address, request) {
        const body = JSON.stringify({ ...request, transaction: transaction() });
        const response = await fetch(address, { method: 'POST', body, signal: this.#stop.signal });
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        const answer = await response.json();
        if (answer.janus === 'error') throw new Error(answer.error.reason);
        return answer;
    }
}

function transaction() {
    return Math.random().toString(36).slice(2, 14);
}
