"""The headers that keep a page to itself: no script, no frame, no trace.

https://www.rfc-editor.org/rfc/rfc9700#section-4.16
docs/decisions/0041-pages-for-people.md
"""

from collections.abc import Mapping

_OFF = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
    *("microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "usb"),
)
_WITHOUT_POLICY: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{one}=()" for one in _OFF),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
PDF: Mapping[str, str] = {
    **_WITHOUT_POLICY,
    # What shows a PDF in a browser has styles and an element of its own.
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
"""Of a PDF that the browser shows itself."""


def kept_apart(forms: str = "'none'", more: str = "style-src 'self'") -> dict[str, str]:
    """Of a page whose forms go to `forms`; `more` is what else its policy lets in.

    Chromium holds a redirect after a form to `form-action`: https://github.com/w3c/webappsec/issues/482
    """
    policy = (
        f"default-src 'none'; {more}; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )
    return {**_WITHOUT_POLICY, "Content-Security-Policy": policy}
