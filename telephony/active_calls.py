"""Which calls are in progress, and whether there is room for another."""


class AdmissionError(Exception):
    """A call may not begin; the message says why."""


class ActiveCalls:
    """The calls in progress on all adapters of one process.

    Attributes:
        limit: The most calls carried at once.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._call_ids: set[str] = set()

    def __len__(self) -> int:
        return len(self._call_ids)

    @property
    def full(self) -> bool:
        """Whether the next caller has to be turned away."""
        return len(self._call_ids) >= self.limit

    def admit(self, call_id: str) -> None:
        """Note that a call begins.

        Raises:
            AdmissionError: The call is already in progress, or all lines are busy.
        """
        if call_id in self._call_ids:
            raise AdmissionError("the call is already in progress")
        if self.full:
            raise AdmissionError("all lines are busy")
        self._call_ids.add(call_id)

    def release(self, call_id: str) -> None:
        """Note that a call is over; one that is not in progress is none of our business."""
        self._call_ids.discard(call_id)
