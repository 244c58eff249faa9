"""Files in three steps, as Slack has them: ask for an address, send the bytes there, complete."""

import mimetypes

from sandbox.clocks import Wire
from sandbox.ids import Ids, secret
from sandbox.records import StoredFile


class Files(dict[str, StoredFile]):
    """The files by id."""

    def __init__(self, ids: Ids, wire: Wire) -> None:
        super().__init__()
        self._ids = ids
        self._wire = wire

    def begin(self, name: str, length: int, user: str, alt_text: str = "") -> StoredFile:
        """Make room for a file that is to be sent; its `ticket` is part of the upload address."""
        file = StoredFile(self._ids.new("F"), name, length, user, int(self._wire.now()), secret(), alt_text=alt_text)
        file.mimetype = mimetypes.guess_type(name)[0] or file.mimetype
        self[file.id] = file
        return file

    def by_ticket(self, ticket: str) -> StoredFile | None:
        """Return the file that waits for its bytes under this ticket."""
        return next((file for file in self.values() if file.ticket == ticket), None)
