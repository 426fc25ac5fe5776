"""DNS in memory."""

from digest.ports import TextRecords


class MemoryResolver:
    """`digest.ports.Resolver`: says what was published, and notes what it was asked."""

    def __init__(self, published: dict[str, tuple[str, ...]] | None = None) -> None:
        self.published = dict(published or {})
        self.faults: dict[str, str] = {}
        self.asked: list[str] = []

    def texts(self, name: str) -> TextRecords:
        self.asked.append(name)
        if name in self.faults:
            return TextRecords(fault=self.faults[name])
        return TextRecords(self.published.get(name, ()))
