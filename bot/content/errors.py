"""What can be wrong with a content file. Each message says where, what, and what to do about it."""


class ContentError(ValueError):
    """A content file cannot be used; the message names the file and the place in it."""


class TextError(ContentError):
    """A message template or a label is missing, malformed, or asks for a fact it was not given."""


class PackError(ContentError):
    """A pack does not fit the schema; the message names the file and the key."""
