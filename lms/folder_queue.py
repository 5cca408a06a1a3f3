"""
The queue as files in a folder, for where there is no Redis: kombu's transport with one thing put right.

There a message can be read after it was opened and before it was written, and an empty one ends the worker. Here it appears
whole or not at all.
"""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]  # as kombu's own
        # The folder is read in the order of the names, and a name without the queue's ending is passed over.
        whole = Path(self.data_folder_out, f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg")
        part = whole.with_suffix(".part")
        part.write_text(dumps(payload), encoding="utf-8")
        part.replace(whole)


class Transport(filesystem.Transport):
    Channel = Channel
