// The line that put the widget on a page; the server is where it came from.

const { src, dataset } = document.currentScript;

export const WISHES = dataset;

/** The channel's address: beside the script, or below it. */
export const BASE = new URL(/webhooks\/web\/[^/]*$/.test(src) ? "." : "webhooks/web/", src).href;
