// The messages of /stream.h264, out of the pieces in which the network brings them. docs/PROTOCOL.md has their table.

import { Bytes } from './bytes.js';

const HEAD = 24; // Bytes between the length and the JSON.
const LARGEST = 16 * 1024 * 1024; // Bytes; whoever announces more is no daemon.

/** What a decoder has to know. */
export const CONFIGURATION = 1;
/** A coded picture and what is said of it. */
export const PICTURE = 2;
/** Nothing new: a sign of life. */
export const IDLE = 3;

/** Cuts a stream into messages. After an error nothing more can be told apart, so every later call throws it again. */
export class FilmParser {
    #bytes = new Bytes();
    #fault = null;

    /**
     * Takes a piece; returns the messages that are complete now, `{kind, isKey, number, capturedNs, json, data}` each.
     * Throws a `RangeError` or `SyntaxError` for what is no message.
     */
    push(piece) {
        if (this.#fault) throw this.#fault;
        this.#bytes.push(piece);
        const messages = [];
        try {
            for (let message; (message = this.#next()); ) messages.push(message);
        } catch (fault) {
            this.#fault = fault;
            throw fault;
        }
        return messages;
    }

    #next() {
        if (this.#bytes.length < 4) return null;
        const length = this.#bytes.view(0, 4).getUint32(0);
        if (length < HEAD || length > LARGEST) throw new RangeError(`no message has ${length} bytes`);
        if (this.#bytes.length < 4 + length) return null;
        const head = this.#bytes.view(4, HEAD);
        const message = {
            kind: head.getUint8(0),
            isKey: (head.getUint8(1) & 1) === 1,
            number: Number(head.getBigUint64(4)),
            capturedNs: Number(head.getBigUint64(12)),
        };
        const size = head.getUint32(20);
        if (size > length - HEAD) throw new RangeError(`no JSON of ${size} bytes fits into ${length}`);
        this.#bytes.skip(4 + HEAD);
        message.json = JSON.parse(new TextDecoder().decode(this.#bytes.take(size)));
        message.data = this.#bytes.take(length - HEAD - size);
        return message;
    }
}
