"""The sign beside the decision that stands first: a shape, so that it is the same in grey.

It says nothing that the words beside it do not.
"""

from collections.abc import Mapping

from markupsafe import Markup, escape

from profiles.pzp.sheet.shown import Tone

_LINE = 'fill="none" stroke="#000" stroke-width="3"'
_SHAPES: Mapping[Tone, str] = {
    Tone.DO: f'<circle cx="20" cy="20" r="17" {_LINE}/><path {_LINE} d="M11 21l6 7 12-16"/>',
    Tone.DONT: '<path fill="#000" d="M12 2h16l10 10v16l-10 10h-16l-10-10v-16z"/>'
    '<path fill="none" stroke="#fff" stroke-width="5" d="M12 12l16 16M28 12l-16 16"/>',
    Tone.SWITCH_OFF: f'<circle cx="20" cy="20" r="17" {_LINE}/><path {_LINE} d="M8 8l24 24"/>',
    Tone.SAID: f'<path {_LINE} d="M3 5h34v22h-18l-8 9v-9h-8z"/>',
    Tone.CARE: f'<path {_LINE} d="M20 4l17 32h-34z"/><path fill="#000" d="M18 15h4v11h-4zM18 29h4v4h-4z"/>',  # noqa: E501 - one shape
    Tone.OPEN: f'<circle cx="20" cy="20" r="17" {_LINE} stroke-dasharray="6 5"/>',
}


def sign(tone: Tone, said: str) -> Markup:
    """The sign of a tone; `said` is what is read aloud of it."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="sign" viewBox="0 0 40 40">'
        "<title>{said}</title>{shape}</svg>"
    ).format(said=escape(said), shape=Markup(_SHAPES[tone]))  # noqa: S704 - shapes of our own
