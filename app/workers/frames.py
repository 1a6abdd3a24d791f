"""How messages cross a process border: a length, the number of the job, then JSON.

The number stands outside the JSON on purpose: the parent pairs an answer with the job that it gave
to that worker, and never has to read what a worker wrote.
"""

import asyncio
import struct
from dataclasses import dataclass
from typing import BinaryIO

HEADER = struct.Struct(">IQ")
HELLO = 0
"""The number of a frame that is no job's: what stands of the jail, a question whether one is still there."""
MOST_BYTES = 4 * 2**20  # a step is about 600 bytes of JSON, and a net of 5,000 of them is a large one


class FrameError(Exception):
    """The other side announced more than is ever needed."""


@dataclass(frozen=True)
class Frame:
    """One message."""

    number: int
    body: bytes

    def packed(self) -> bytes:
        """The message as it goes over the wire."""
        return HEADER.pack(len(self.body), self.number) + self.body


async def read_frame(reader: asyncio.StreamReader) -> Frame:
    """The next message.

    Raises:
        asyncio.IncompleteReadError: the other side is gone.
        FrameError: nothing after this can be trusted; close the connection.
    """
    size, number = HEADER.unpack(await reader.readexactly(HEADER.size))
    if size > MOST_BYTES:
        raise FrameError(size)
    return Frame(number, await reader.readexactly(size))


def read_frame_from(file: BinaryIO) -> Frame | None:
    """The next message of a blocking file, or None when the other side is gone."""
    header = file.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    size, number = HEADER.unpack(header)
    if size > MOST_BYTES:
        return None
    body = file.read(size)
    return Frame(number, body) if len(body) == size else None
