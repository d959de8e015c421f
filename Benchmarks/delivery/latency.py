"""From capture to the drawn pixels: a page draws what it is shown and reads the barcode of the fake camera out of it.

A delivery is a piece of script, `(url, show, look) => …`, that calls `show(drawable)` with what a canvas can draw from then on,
which is looked at whenever the browser is about to draw; or `look(drawable)` with every new picture, which is looked at there and
then. To measure another delivery, add its script to PLAYERS.
"""

import statistics
import time

PLAYERS = {
    "img": """(url, show) => { const image = new Image(); image.src = url; document.body.append(image); show(image); }""",
    # The page's own element: /stream.h264 in WebCodecs.
    "view": """(url, show) => import('/view/showtell-view.js').then(() => {
        const view = document.createElement('showtell-view');
        view.setAttribute('delivery', url);
        view.addEventListener('showtell-delivery', () => show(view.picture));
        document.body.append(view); })""",
    # The same element at the moment when it has painted a picture: nothing is rounded up to the browser's next drawing.
    "canvas": """(url, show, look) => import('/view/showtell-view.js').then(() => {
        const view = document.createElement('showtell-view');
        view.setAttribute('delivery', url);
        view.addEventListener('showtell-frame', () => look(view.picture));
        document.body.append(view); })""",
    # A player of WHEP in its fewest lines, the same for every server.
    "whep": """async (url, show) => {
        const peer = new RTCPeerConnection(), video = document.createElement('video');
        peer.addTransceiver('video', {direction: 'recvonly'});
        peer.ontrack = ({track}) => { video.srcObject = new MediaStream([track]); };
        Object.assign(video, {muted: true, autoplay: true});
        document.body.append(video);
        await peer.setLocalDescription(await peer.createOffer());
        const headers = {'Content-Type': 'application/sdp'}, body = peer.localDescription.sdp;
        const answer = await fetch(url, {method: 'POST', headers, body});
        await peer.setRemoteDescription({type: 'answer', sdp: await answer.text()});
        addEventListener('pagehide', () => peer.close());
        show(video); }""",
}

# The barcode of Tests/FakeCamera/picture.c: four rows of 32 squares of 8 pixels from column 2, row 6 on, the highest bit
# first: number, milliseconds, their exclusive or with a constant, and the constant. A square counts as its mean green.
READER = """
(async (player, url, seconds) => {
    const MARK = 0x5A5AA5A5, [left, top, width, height] = [16, 48, 256, 32];
    const canvas = new OffscreenCanvas(640, 480), pen = canvas.getContext('2d', {willReadFrequently: true});
    const began = performance.now(), seen = [];
    let drawable = null, last = -1, first = null, unreadable = 0;
    const read = () => {
        const pixels = pen.getImageData(left, top, width, height).data, words = [0, 0, 0, 0];
        for (let row = 0; row < 4; row++)
            for (let bit = 0; bit < 32; bit++) {
                let sum = 0;
                for (let y = 0; y < 8; y++)
                    for (let x = 0; x < 8; x++) sum += pixels[4 * ((8 * row + y) * width + 8 * bit + x) + 1];
                words[row] = (words[row] << 1 | (sum / 64 > 125 ? 1 : 0)) >>> 0;
            }
        return words[3] === MARK && (words[0] ^ words[1] ^ words[2]) >>> 0 === MARK ? words : null;
    };
    const look = picture => {
        if (picture.naturalWidth === 0 || picture.videoWidth === 0) return;
        pen.drawImage(picture, 0, 0);
        const words = read(), drawn = performance.now();
        if (!words) { unreadable++; return; }
        if (words[0] === last) return;
        last = words[0];
        first ??= drawn - began;
        seen.push([drawn, words[1], words[0]]);
    };
    player(url, picture => { drawable = picture; }, look);
    while (performance.now() - began < 1000 * seconds) {
        await new Promise(requestAnimationFrame);
        if (drawable) look(drawable);
    }
    return {seen, first, unreadable};
})(%s, %r, %f)
"""


def measure(browser, server, player="img", seconds=8, path=None):
    """Milliseconds from capture to drawn, of every picture that was drawn, after the first second."""
    browser.open(f"http://127.0.0.1:{server.port}{server.page}")
    browser.evaluate("document.body.replaceChildren()")
    offset = browser.clock()
    result = browser.evaluate(READER % (PLAYERS[player], path or server.path, seconds))
    seen = result["seen"]
    if len(seen) < 5 * seconds or result["unreadable"] > len(seen):
        raise SystemExit(f"{server.name}: {len(seen)} barcodes in {seconds} s, {result['unreadable']} unreadable")
    latencies = []
    for drawn, stamp, _ in seen:
        # The stamp is the clock's lower 32 bits.
        latencies.append((drawn + offset - stamp + (1 << 31)) % (1 << 32) - (1 << 31))
    settled = sorted(age for age, (drawn, _, _) in zip(latencies, seen) if drawn > seen[0][0] + 1000)
    browser.open("about:blank")
    time.sleep(0.3)
    return {
        "p50": statistics.median(settled), "p95": settled[int(0.95 * (len(settled) - 1))],
        "first_drawn": result["first"], "drawn_rate": len(seen) / seconds,
    }
