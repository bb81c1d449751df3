"""What every answer carries, pages and failures alike, so that a browser lends itself to nothing else."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing but our own style, fonts and pictures.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        # The charts of a report stand in its page: pictures only, nothing runs in them.
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# The desk's pages also run the one script of ours, which asks us alone what is new.
LIVE_POLICY = f"{_POLICY}; script-src 'self'; connect-src 'self'"
_NAME = "Content-Security-Policy"
HEADERS = {
    _NAME: _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send 'Origin: null' with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Safety:
    """Around the whole application: the answer to an unforeseen error passes here as well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                live = headers.get(_NAME) == LIVE_POLICY
                headers.update({**HEADERS, _NAME: LIVE_POLICY} if live else HEADERS)
                headers["Cache-Control"] = "no-cache" if _is_file(scope) else "no-store"
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def _is_file(scope: Scope) -> bool:
    """Style and fonts may be kept; a browser asks whether they have changed."""
    return str(scope["path"]).startswith("/static/")
