// Plays /stream.mjpg, whose pictures have their labels drawn in. They are fetched and decoded one by one, because an
// <img> says neither when a picture has come nor which; an <img> shows them where another origin lets nobody read.

import { MultipartParser, boundaryOf } from './multipart.js';
import { isForeign, refusal } from './refusal.js';

// A browser is sent the head of each part in advance, for its <img>; what is fetched needs the head that says which frame.
function withHeads(address) {
    const url = new URL(address, document.baseURI);
    if (url.pathname.endsWith('/stream.mjpg') && !url.search) url.searchParams.set('advance_headers', '0');
    return url;
}

/** The way that works everywhere. */
export class PicturePlayer {
    static label = 'JPEG pictures';

    static async whyNot() {
        return null;
    }

    #url;
    #stage;
    #hooks;
    #stop = new AbortController();
    #isDecoding = false;
    #waiting = null; // The newest part that came while another was being decoded.

    constructor({ url }, stage, hooks) {
        this.#url = url;
        this.#stage = stage;
        this.#hooks = hooks;
    }

    async start() {
        const { signal } = this.#stop;
        let isOpen = false;
        try {
            const response = await fetch(withHeads(this.#url), { signal, cache: 'no-store' });
            isOpen = true;
            this.#hooks.answered();
            const boundary = boundaryOf(response.headers.get('content-type'));
            if (!response.ok) return this.#hooks.refused(...await refusal(response));
            if (!boundary) return this.#hooks.refused('the server sent something else than pictures');
            const parser = new MultipartParser(boundary);
            const reader = response.body.getReader();
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return this.#hooks.lost('the stream has ended');
                for (const part of parser.push(value)) this.#take(part);
            }
        } catch (error) {
            if (signal.aborted) return;
            if (error instanceof RangeError) this.#hooks.refused(`what came are no pictures: ${error.message}`);
            else if (!isOpen && isForeign(this.#url)) this.#showInImage();
            else this.#hooks.lost('the connection broke');
        }
    }

    close() {
        this.#stop.abort();
        this.#waiting = null;
        const { image } = this.#stage;
        image.onload = image.onerror = null;
        image.removeAttribute('src');
    }

    #take(part) {
        this.#waiting = part;
        if (!this.#isDecoding) this.#decode();
    }

    async #decode() {
        this.#isDecoding = true;
        while (this.#waiting && !this.#stop.signal.aborted) {
            const { headers, body } = this.#waiting;
            this.#waiting = null;
            try {
                const picture = await createImageBitmap(new Blob([body], { type: 'image/jpeg' }));
                if (!this.#stop.signal.aborted) this.#draw(picture, headers);
                picture.close();
            } catch {
                // A damaged picture; the next one comes.
            }
        }
        this.#isDecoding = false;
    }

    #draw(picture, headers) {
        this.#stage.paint(picture, picture.width, picture.height, null);
        const frame = Number(headers.get('x-frame') ?? NaN);
        const seconds = Number(headers.get('x-timestamp') ?? NaN);
        this.#hooks.drawn({
            frame: frame >= 0 ? frame : null,
            isStandIn: frame < 0,
            capturedNs: Number.isNaN(seconds) ? null : Math.round(seconds * 1e6) * 1000,
            note: null,
        });
    }

    #showInImage() {
        const { image } = this.#stage;
        image.onload = () => {
            this.#stage.reveal(image, image.naturalWidth, image.naturalHeight, null);
            this.#hooks.unclocked();
            this.#hooks.drawn({ frame: null, capturedNs: null, note: null });
        };
        image.onerror = () => this.#hooks.lost('the connection broke');
        // A new address each time, or the browser may join the dead stream.
        const url = new URL(this.#url);
        url.searchParams.set('again', String(Math.round(performance.now())));
        image.src = url.href;
    }
}
