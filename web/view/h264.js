// Plays /stream.h264: fetched as it comes, decoded by WebCodecs, and each picture drawn together with its own note.

import { CONFIGURATION, FilmParser, IDLE, PICTURE } from './film-messages.js';
import { NoteBook, ticksOf } from './notes.js';
import { isForeign, refusal } from './refusal.js';

const BASELINE = 'avc1.42c01e';
const LONGEST = 12; // Pictures that may wait for the decoder; then it goes on at the next key frame.

/** The fastest way to the screen. */
export class FilmPlayer {
    static label = 'H.264 by WebCodecs';

    /** Why it cannot play here, in a sentence; null when it can. */
    static async whyNot() {
        if (!isSecureContext) return 'needs https or localhost, and this page came over plain http';
        if (!('VideoDecoder' in globalThis)) return 'this browser has no WebCodecs';
        const { supported } = await VideoDecoder.isConfigSupported({ codec: BASELINE, optimizeForLatency: true })
            .catch(() => ({ supported: false }));
        return supported ? null : 'this browser does not decode H.264';
    }

    #delivery; // Counts the errors of its decoders, one connection after the other.
    #stage;
    #hooks;
    #stop = new AbortController();
    #parser = new FilmParser();
    #decoder = null;
    #needsKey = true;
    #book = new NoteBook();
    #notes = new Map(); // Messages whose pictures are being decoded, by their numbers.
    #newest = null; // Decoded and not drawn yet.
    #soon = new MessageChannel();

    constructor(delivery, stage, hooks) {
        this.#delivery = delivery;
        this.#stage = stage;
        this.#hooks = hooks;
        this.#soon.port1.onmessage = () => this.#draw();
    }

    async start() {
        const { signal } = this.#stop;
        let isOpen = false;
        try {
            const response = await fetch(this.#delivery.url, { signal, cache: 'no-store' });
            isOpen = true;
            this.#hooks.answered();
            if (!response.ok) return this.#hooks.refused(...await refusal(response));
            const reader = response.body.getReader();
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return this.#hooks.lost('the stream has ended');
                if (!this.#read(value)) return;
            }
        } catch {
            if (!signal.aborted) this.#hooks.lost('the connection broke', !isOpen && isForeign(this.#delivery.url));
        }
    }

    close() {
        this.#stop.abort();
        this.#soon.port1.close();
        this.#newest?.close();
        this.#newest = null;
        if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
        this.#decoder = null;
    }

    #read(piece) {
        try {
            for (const message of this.#parser.push(piece)) this.#stop.signal.aborted || this.#take(message);
            return true;
        } catch (error) {
            this.#hooks.refused(`what came is no film: ${error.message}`);
            return false;
        }
    }

    #take(message) {
        if (message.kind === CONFIGURATION) this.#configure(message.json);
        else if (message.kind === PICTURE) this.#decode(message);
        // Silence is fine as long as all that came has been shown.
        else if (message.kind === IDLE && this.#notes.size === 0) this.#hooks.alive();
    }

    #configure({ codec }) {
        this.#needsKey = true;
        if (this.#decoder?.state !== 'configured') this.#decoder = this.#make();
        this.#decoder.configure({ codec, optimizeForLatency: true });
    }

    #make() {
        return new VideoDecoder({
            output: (frame) => this.#receive(frame),
            error: (error) => this.#stop.signal.aborted || this.#fail(error),
        });
    }

    // A new connection begins with a key frame at once; twice in a row, and it is not the line that is at fault.
    #fail(error) {
        this.#delivery.errors = (this.#delivery.errors ?? 0) + 1;
        if (this.#delivery.errors > 1) this.#hooks.refused(`the decoder gave up: ${error.message}`);
        else this.#hooks.broken();
    }

    #decode({ isKey, number, capturedNs, json, data }) {
        if (this.#decoder?.state !== 'configured') return;
        if (this.#decoder.decodeQueueSize > LONGEST) this.#needsKey = true;
        if (this.#needsKey && !isKey) return;
        this.#needsKey = false;
        this.#notes.set(number, { frame: json.frame ?? null, capturedNs, note: this.#note(capturedNs, json) });
        const chunk = new EncodedVideoChunk({ type: isKey ? 'key' : 'delta', timestamp: number, data });
        try {
            this.#decoder.decode(chunk);
        } catch (error) {
            this.#fail(error);
        }
    }

    // When the daemon is too busy to say something of every picture, what it said last stays, as late as it is by then.
    #note(capturedNs, json) {
        if (!('frame' in json)) return this.#book.find(ticksOf(capturedNs))?.note ?? json;
        this.#book.add(capturedNs, json);
        return json;
    }

    // If more are ready by the time that we draw, only the newest is drawn.
    #receive(frame) {
        if (this.#newest) this.#newest.close();
        else this.#soon.port2.postMessage(null);
        this.#newest = frame;
    }

    #draw() {
        const frame = this.#newest;
        if (!frame) return;
        this.#newest = null;
        const shown = this.#notes.get(frame.timestamp);
        for (const number of this.#notes.keys()) if (number <= frame.timestamp) this.#notes.delete(number);
        if (shown) this.#stage.paint(frame, frame.displayWidth, frame.displayHeight, shown.note);
        frame.close();
        this.#delivery.errors = 0;
        if (shown) this.#hooks.drawn(shown);
    }
}
