// Bytes that come in pieces of any size and are taken out in pieces that mean something.

/** A queue of bytes. Its memory grows with what has come, never with what somebody announces. */
export class Bytes {
    #memory = new Uint8Array(64 * 1024);
    #begin = 0;
    #end = 0;

    /** How many wait. */
    get length() {
        return this.#end - this.#begin;
    }

    /** Adds a piece at the end. */
    push(piece) {
        if (this.#end + piece.length > this.#memory.length) this.#makeRoom(piece.length);
        this.#memory.set(piece, this.#end);
        this.#end += piece.length;
    }

    /** A view of `length` bytes from `offset` on; it holds until the next call. */
    view(offset, length) {
        return new DataView(this.#memory.buffer, this.#begin + offset, length);
    }

    /** Takes `length` bytes out, as a copy. */
    take(length) {
        const taken = this.#memory.slice(this.#begin, this.#begin + length);
        this.skip(length);
        return taken;
    }

    /** Drops `length` bytes. */
    skip(length) {
        this.#begin += length;
        if (this.#begin === this.#end) this.#begin = this.#end = 0;
    }

    /** Where `pattern` begins, at `from` or behind it; −1 where it does not. */
    find(pattern, from = 0) {
        const last = this.#end - pattern.length;
        let place = this.#begin + from;
        while ((place = this.#memory.indexOf(pattern[0], place)) >= 0 && place <= last) {
            if (pattern.every((byte, index) => this.#memory[place + index] === byte)) return place - this.#begin;
            place += 1;
        }
        return -1;
    }

    #makeRoom(more) {
        const held = this.length;
        let size = this.#memory.length;
        while (size < held + more) size *= 2;
        const memory = size === this.#memory.length ? this.#memory : new Uint8Array(size);
        memory.set(this.#memory.subarray(this.#begin, this.#end));
        this.#memory = memory;
        [this.#begin, this.#end] = [0, held];
    }
}
