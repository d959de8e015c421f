// Plays a playlist and its pieces (HLS) where the browser can do that itself. Seconds late, for crowds behind a cache.

import { Screen } from './screen.js';

const TYPE = 'application/vnd.apple.mpegurl';

/** The way for crowds. */
export class PlaylistPlayer {
    static label = 'HLS';
    /** Milliseconds: pieces come by the handful. */
    static limits = { first: 15_000, stall: 10_000 };

    static async whyNot() {
        return document.createElement('video').canPlayType(TYPE) ? null : 'this browser plays no HLS by itself';
    }

    #url;
    #stage;
    #hooks;
    #screen;

    constructor({ url }, stage, hooks) {
        this.#url = url;
        this.#stage = stage;
        this.#hooks = hooks;
        this.#screen = new Screen(stage, hooks);
    }

    start() {
        const { video } = this.#stage;
        let hasData = false;
        video.onloadeddata = () => {
            hasData = true;
            this.#hooks.answered();
        };
        video.onerror = () => {
            const reason = video.error?.message || 'the playlist cannot be played';
            if (hasData) this.#hooks.lost(reason);
            else this.#hooks.refused(reason);
        };
        this.#screen.play(this.#url.href);
    }

    close() {
        this.#stage.video.onloadeddata = null;
        this.#screen.close();
    }
}
