// The pictures of /stream.mjpg (multipart/x-mixed-replace), out of the pieces in which the network brings them.

import { Bytes } from './bytes.js';

const LARGEST = 16 * 1024 * 1024; // Bytes of a part.
const LONGEST = 16 * 1024; // Bytes of its headers.

const bytesOf = (text) => new TextEncoder().encode(text);
const END = bytesOf('\r\n\r\n');

/** The boundary that a `Content-Type` names; null when it is not multipart. */
export function boundaryOf(type) {
    return /^multipart\/.*boundary="?([^";]+)/i.exec(type ?? '')?.[1] ?? null;
}

/** Cuts a stream into parts, with or without `Content-Length`. Throws a `RangeError` for what cannot be a part. */
export class MultipartParser {
    #bytes = new Bytes();
    #boundary;
    #headers = null; // Of the part whose body is awaited.
    #searched = 0; // So far there is no boundary.

    constructor(boundary) {
        this.#boundary = bytesOf(`--${boundary}`);
    }

    /** Takes a piece; returns the parts that are complete now: `{headers, body}`, the headers' names in small letters. */
    push(piece) {
        this.#bytes.push(piece);
        const parts = [];
        for (;;) {
            if (!this.#headers && !this.#readHeaders()) return parts;
            const body = this.#readBody();
            if (!body) return parts;
            parts.push({ headers: this.#headers, body });
            this.#headers = null;
        }
    }

    #readHeaders() {
        const begin = this.#bytes.find(this.#boundary);
        const end = begin < 0 ? -1 : this.#bytes.find(END, begin);
        if (end < 0) {
            if (this.#bytes.length > LONGEST) throw new RangeError('no headers of a part are so long');
            return false;
        }
        const text = new TextDecoder().decode(this.#bytes.take(end + END.length).subarray(begin));
        this.#headers = new Map(text.split('\r\n').slice(1).filter((line) => line.includes(':')).map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
        }));
        this.#searched = 0;
        return true;
    }

    #readBody() {
        const announced = this.#headers.get('content-length');
        if (announced !== undefined) {
            const length = Number(announced);
            if (!(length >= 0 && length <= LARGEST)) throw new RangeError(`no part has ${announced} bytes`);
            return this.#bytes.length < length ? null : this.#bytes.take(length);
        }
        const end = this.#bytes.find(this.#boundary, this.#searched);
        if (end >= 0) return this.#bytes.take(end).subarray(0, Math.max(0, end - 2));
        if (this.#bytes.length > LARGEST) throw new RangeError('a part has no end');
        this.#searched = Math.max(0, this.#bytes.length - this.#boundary.length);
        return null;
    }
}
