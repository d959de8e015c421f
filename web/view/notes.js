// What is said of pictures that come without it: kept by the time of capture, and found by the time that a picture has.

const KEPT = 90; // About three seconds.
const SAME = 90; // Ticks of 1/90000 s: within a millisecond it is the same picture.
const USELESS = 2000; // Milliseconds; whatever is older says nothing about a picture.

/** The time stamp that a picture has on the wire (RFC 6184: 90 kHz), 32 bits. */
export function ticksOf(capturedNs) {
    return Number(BigInt.asUintN(32, (BigInt(capturedNs) * 9n) / 100000n));
}

/** The notes of the last seconds. */
export class NoteBook {
    #entries = [];

    /** Keeps what was said of the picture that was captured then. */
    add(capturedNs, note) {
        this.#entries.push({ ticks: ticksOf(capturedNs), capturedNs, note });
        if (this.#entries.length > KEPT) this.#entries.shift();
    }

    /**
     * What was said of the picture with a time stamp: its own note, or the newest older one, which then says by how much
     * it is late. Without a time stamp nobody knows to which picture a note belongs: the newest is given as late.
     */
    find(ticks) {
        const newest = this.#entries.at(-1);
        if (!newest) return null;
        if (ticks === undefined) return { ...newest, note: late(newest.note, 200) };
        for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
            const entry = this.#entries[index];
            const age = (ticks - entry.ticks) | 0;
            if (Math.abs(age) <= SAME) return entry;
            if (age > 0) return age / 90 > USELESS ? null : { ...entry, note: late(entry.note, age / 90) };
        }
        return null;
    }
}

function late(note, milliseconds) {
    return note.said ? { ...note, said: { ...note.said, late_ms: note.said.late_ms + milliseconds } } : note;
}

/**
 * Hears over the control channel what is said of every picture: `listen(capturedNs, note)`. With `isFilmed` these are the
 * notes of the film, where the daemon gives them (topic `note`); else, and without the film, they are made of predictions.
 */
export class Feed {
    #socket;
    #colors = new Map();
    #rate = { frame: 0, captured: 0, fps: 0 };

    constructor(base, isFilmed, listen) {
        const url = Object.assign(new URL('control', base), { protocol: base.protocol.replace('http', 'ws') });
        this.#socket = new WebSocket(url);
        this.#socket.onmessage = ({ data }) => this.#hear(JSON.parse(data), isFilmed, listen);
    }

    close() {
        this.#socket.onmessage = null;
        this.#socket.close();
    }

    #hear({ method, params, result }, isFilmed, listen) {
        if (method === 'hello') {
            const hasNotes = isFilmed && params.capabilities?.includes('note');
            const topics = hasNotes ? ['note'] : ['prediction', 'state'];
            this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { topics } }));
        } else if (result?.snapshot) this.#learn(result.snapshot);
        else if (method !== 'event') return;
        else if (params.topic === 'note') listen(params.captured_ns, params);
        else if (params.topic === 'state') this.#learn(params);
        else if (params.topic === 'prediction') listen(params.captured_ns, this.#note(params));
    }

    #learn({ categories = [] }) {
        this.#colors = new Map(categories.map(({ name, color }) => [name, color]));
    }

    #note({ frame, captured_ns: captured, verdict, category, confidence, scores = [], region }) {
        const before = this.#rate;
        if (captured - before.captured > 1e9 || frame < before.frame) {
            const fps = before.captured && frame > before.frame
                ? (frame - before.frame) / ((captured - before.captured) / 1e9) : before.fps;
            this.#rate = { frame, captured, fps };
        }
        const candidates = verdict === 'unsure' ? scores.slice(0, 2).map((score) => score.category) : undefined;
        const said = { verdict, category, color: this.#colors.get(category) ?? null, confidence, candidates, late_ms: 0 };
        return { frame, said, taught: scores.length > 0, region, boxes: [], fps: this.#rate.fps };
    }
}
