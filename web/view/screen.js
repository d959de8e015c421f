// The <video>, for players that let the browser do the rest: says when a picture has been shown, and of what time.

/** Shows a stream or an address; `find(ticks)` finds what is said of a picture by its time stamp, or null. */
export class Screen {
    #stage;
    #hooks;
    #find;
    #isClosed = false;

    constructor(stage, hooks, find = () => null) {
        this.#stage = stage;
        this.#hooks = hooks;
        this.#find = find;
    }

    /** Begins: `media` is a `MediaStream` or an address. */
    play(media) {
        const { video } = this.#stage;
        if (media instanceof MediaStream) video.srcObject = media;
        else video.src = media;
        video.play().catch(() => {});
        if (!video.requestVideoFrameCallback) {
            video.ontimeupdate = () => this.#show({});
            return;
        }
        const shown = (_, picture) => {
            if (this.#isClosed) return;
            this.#show(picture);
            video.requestVideoFrameCallback(shown);
        };
        video.requestVideoFrameCallback(shown);
    }

    /** Ends; the last picture of a stream stays. */
    close() {
        this.#isClosed = true;
        const { video } = this.#stage;
        // What was played from an address may be another origin's, and would lock the canvas for those who read it.
        if (video.srcObject) this.#stage.freeze();
        video.ontimeupdate = video.onerror = null;
        video.srcObject = null;
        video.removeAttribute('src');
        video.load();
    }

    #show({ rtpTimestamp }) {
        const { video } = this.#stage;
        const found = this.#find(rtpTimestamp);
        const note = found?.note ?? null;
        this.#stage.reveal(video, video.videoWidth, video.videoHeight, note);
        this.#hooks.drawn({ frame: note?.frame ?? null, capturedNs: found?.capturedNs ?? null, note });
    }
}
