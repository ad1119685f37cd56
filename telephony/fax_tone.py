"""Is a fax machine at the other end? Its tones are heard long before anybody wonders."""

import numpy as np

from telephony.call import Samples

# ITU-T T.30, section 4.2: the calling tone (CNG, half a second of every 3.5) and the answering
# tone (CED, 2.6 s and more). V.8 modems answer with the second one, too.
_HERTZ = (1100.0, 2100.0)
# The tones may be 38 Hz off, and the window of a block is 62 Hz wide to either side.
_BANDWIDTH_HERTZ = 100.0
_BLOCK_SECONDS = 0.032
_BLOCKS = 12  # 0.38 s: a calling tone of 0.5 s has at least fourteen whole blocks
# Share of a block's energy that lies at the tone: speech and music stay below a half.
_PURITY = 0.85
# Of full scale; below it is line noise.
_LEAST_RMS = 0.003


class FaxToneDetector:
    """Listens to a call for the tones of a fax machine.

    Args:
        sample_rate: Hertz of the call.
    """

    def __init__(self, sample_rate: int) -> None:
        self._block = round(sample_rate * _BLOCK_SECONDS)
        self._window = np.hanning(self._block)
        hertz = np.fft.rfftfreq(self._block, 1 / sample_rate)
        self._bands = np.abs(hertz - np.array(_HERTZ)[:, np.newaxis]) <= _BANDWIDTH_HERTZ
        self._rest = np.zeros(0, np.int16)
        self._pure_blocks = np.zeros(len(_HERTZ), np.int64)
        self._done = False

    def hear(self, samples: Samples) -> bool:
        """Whether a tone has lasted long enough with these samples; True only once a call.

        Args:
            samples: What came next, shape ``(samples,)``.
        """
        if self._done:
            return False
        heard = np.concatenate([self._rest, samples])
        blocks = len(heard) // self._block
        self._rest = heard[blocks * self._block :]
        for block in heard[: blocks * self._block].reshape(blocks, self._block):
            self._count(block.astype(np.float64) / 32768)
            if self._pure_blocks.max() >= _BLOCKS:
                self._done = True
                return True
        return False

    def _count(self, block: np.ndarray) -> None:
        if np.mean(block**2) < _LEAST_RMS**2:
            self._pure_blocks[:] = 0
            return
        spectrum = np.abs(np.fft.rfft(block * self._window)) ** 2
        pure = self._bands @ spectrum >= _PURITY * spectrum.sum()
        self._pure_blocks = np.where(pure, self._pure_blocks + 1, 0)
