// How the view looks. A sheet made by script, because a strict policy allows no style in the page.

/** For the shadow tree. */
export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
    :host {
        display: block;
        position: relative;
        overflow: hidden;
        min-width: 0;
        aspect-ratio: 4 / 3;
        border-radius: var(--showtell-radius, 0);
        background: var(--showtell-background, #0c0d0e);
        color: var(--showtell-ink, #fff);
        font: 500 .875rem/1.4 var(--showtell-font, system-ui, "Noto Sans", sans-serif);
    }

    :host([hidden]) { display: none; }

    [hidden] { display: none !important; }

    [part~="picture"], [part="labels"] { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }

    [part~="picture"] { object-fit: contain; transition: opacity .3s; }

    [part="labels"] { pointer-events: none; transition: opacity .3s; }

    [data-state="waiting"] > [part~="picture"], [data-state="asleep"] > [part~="picture"] { opacity: 0; }

    [data-state="stalled"] > [part~="picture"], [data-state="offline"] > [part~="picture"] { opacity: .45; }

    [data-state]:not([data-state="live"]) > [part="labels"] { opacity: 0; }

    [part="message"], [part="delivery"] {
        position: absolute;
        margin: 0;
        max-width: calc(100% - 2em);
        border-radius: .75em;
        background: var(--showtell-shade, rgb(15 18 23 / .78));
    }

    [part="message"] {
        inset: auto 0;
        top: 50%;
        width: fit-content;
        margin-inline: auto;
        padding: .5em 1em;
        font-size: 1rem;
        text-align: center;
        transform: translateY(-50%);
    }

    [part="delivery"] {
        inset-block-start: .5em;
        inset-inline-start: .5em;
        padding: .1em .6em;
        overflow: hidden;
        font-size: .75rem;
        text-overflow: ellipsis;
        white-space: nowrap;
    }

    [part="message"]:empty, [part="delivery"]:empty { display: none; }

    .unseen {
        position: absolute;
        width: 1px;
        height: 1px;
        margin: 0;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
    }

    @media (prefers-reduced-motion: reduce) {
        [part] { transition: none; }
    }

    @media (forced-colors: active), (prefers-contrast: more) {
        [part="message"], [part="delivery"] { background: #000; color: #fff; outline: 1px solid; }
    }
`);
