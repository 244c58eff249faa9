"""Emoji by their short names, as far as people here need them; an unknown name stays as it was typed."""

from __future__ import annotations

import re

from markupsafe import Markup

PICKER = (
    "one", "two", "three", "four", "five", "+1", "-1", "heart", "tada", "clap", "raised_hands", "pray", "eyes",
    "bulb", "thinking_face", "white_check_mark", "100", "rocket", "seedling", "smile", "slightly_smiling_face",
    "joy", "open_mouth", "disappointed", "wave", "handshake", "question", "star",
)  # fmt: skip
"""What the picker offers, in its order. The numbers come first: the coach reads them as a rating."""

EMOJI = {
    "one": "1️⃣", "two": "2️⃣", "three": "3️⃣", "four": "4️⃣", "five": "5️⃣", "six": "6️⃣", "seven": "7️⃣",
    "eight": "8️⃣", "nine": "9️⃣", "zero": "0️⃣", "keycap_ten": "🔟", "100": "💯",
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "clap": "👏", "raised_hands": "🙌", "pray": "🙏",
    "wave": "👋", "muscle": "💪", "point_right": "👉", "point_up": "☝️", "ok_hand": "👌", "handshake": "🤝",
    "raised_hand": "✋", "heart": "❤️", "blue_heart": "💙", "green_heart": "💚", "purple_heart": "💜",
    "smile": "😄", "slightly_smiling_face": "🙂", "smiley": "😃", "joy": "😂", "wink": "😉", "blush": "😊",
    "thinking_face": "🤔", "open_mouth": "😮", "disappointed": "😞", "cry": "😢", "sob": "😭", "sweat_smile": "😅",
    "neutral_face": "😐", "tada": "🎉", "sparkles": "✨", "star": "⭐", "fire": "🔥", "rocket": "🚀", "eyes": "👀",
    "bulb": "💡", "memo": "📝", "pencil": "✏️", "calendar": "📅", "spiral_calendar_pad": "🗓️", "clock3": "🕒",
    "alarm_clock": "⏰", "hourglass_flowing_sand": "⏳", "bell": "🔔", "no_bell": "🔕", "lock": "🔒", "key": "🔑",
    "mag": "🔍", "link": "🔗", "seedling": "🌱", "herb": "🌿", "evergreen_tree": "🌲", "sunny": "☀️", "rainbow": "🌈",
    "coffee": "☕", "house": "🏠", "office": "🏢", "hospital": "🏥", "busts_in_silhouette": "👥",
    "speech_balloon": "💬",
    "mailbox": "📫", "envelope": "✉️", "bar_chart": "📊", "chart_with_upwards_trend": "📈", "compass": "🧭",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "warning": "⚠️", "question": "❓",
    "exclamation": "❗", "information_source": "ℹ️", "arrow_right": "➡️", "arrow_up": "⬆️", "arrow_down": "⬇️",
    "large_green_circle": "🟢", "large_yellow_circle": "🟡", "red_circle": "🔴", "large_blue_circle": "🔵",
    "large_orange_circle": "🟠", "white_circle": "⚪", "black_circle": "⚫", "large_green_square": "🟩",
    "large_blue_square": "🟦", "white_large_square": "⬜", "black_large_square": "⬛", "robot_face": "🤖",
}  # fmt: skip
_TONES = {str(tone): chr(0x1F3F9 + tone) for tone in range(2, 7)}
_SHORTCODE = re.compile(r":([a-z0-9_+'-]+)(?:::skin-tone-([2-6]))?:")


def character(name: str) -> str | None:
    """Return the character for a short name, which may end in ``::skin-tone-3``; None when it is unknown."""
    base, _, tone = name.partition("::skin-tone-")
    found = EMOJI.get(base)
    return None if found is None else found.removesuffix("\ufe0f") + _TONES[tone] if tone in _TONES else found


def spoken(name: str) -> str:
    """Return what a screen reader says for a short name."""
    base, _, tone = name.partition("::skin-tone-")
    words = {"+1": "thumbs up", "-1": "thumbs down", "100": "hundred points"}.get(base, base.replace("_", " "))
    return f"{words}, skin tone {tone}" if tone else words


def drawn(name: str) -> Markup:
    """Return an emoji for the page, or its short name between colons."""
    found = character(name)
    if found is None:
        return Markup(":{}:").format(name)
    return Markup('<span class="emoji" role="img" aria-label="{}">{}</span>').format(spoken(name), found)


def with_emoji(text: str) -> Markup:
    """Return plain text, escaped, with its short names drawn."""
    pieces: list[Markup] = []
    position = 0
    for found in _SHORTCODE.finditer(text):
        name = found[1] + (f"::skin-tone-{found[2]}" if found[2] else "")
        if character(name):
            pieces += [Markup.escape(text[position : found.start()]), drawn(name)]
            position = found.end()
    return Markup("").join([*pieces, Markup.escape(text[position:])])
