"""Changing the sample rate of audio that is still arriving."""

import numpy as np
import soxr

from telephony.call import Samples


class StreamResampler:
    """Converts one stream of 16-bit mono PCM from one sample rate to another.

    Quality is chosen by measurement (soxr 1.0.0, blocks of 20 ms). *Held*: the most audio taken
    in and not yet given out; every quality but QQ gives it out in bursts. *3.4 kHz*: level of a
    tone at the upper end of the telephone band. *Image*: level of the mirror image above 4 kHz
    of a 3 kHz tone. *Alias*: level at which a 5 kHz tone, which must vanish, is still there.

    ==============  =======  ======  ======  ======  ======
    rates           measure  QQ      LQ      MQ      HQ
    ==============  =======  ======  ======  ======  ======
    8000 -> 16000   held      0.3    61.3    117.5   115.0   ms
    8000 -> 16000   3.4 kHz  -3.5    -7.9      0.0     0.0   dB
    8000 -> 16000   image     -13     -82      -82     -82   dB
    16000 -> 8000   held      0.1    61.3    117.5   115.0   ms
    16000 -> 8000   3.4 kHz   0.0    -7.9      0.0     0.0   dB
    16000 -> 8000   alias       0     -84      -84     -84   dB
    22050 -> 8000   held      0.0    43.4     82.3    80.4   ms
    22050 -> 8000   3.4 kHz  -0.1    -8.0     -0.1     0.0   dB
    22050 -> 8000   alias       0     -95      -95     -95   dB
    ==============  =======  ======  ======  ======  ======

    VHQ holds 111 ms back between 8000 and 16000 and 168 ms at 22050 -> 8000, and is no cleaner
    in 16 bits. Hence:

    - Upwards QQ: the caller's voice arrives in real time and every millisecond held back is one
      the caller waits for the answer. Nothing can alias upwards; the price is 2 dB at
      3 kHz and the image, which fades quickly for deeper tones (-47 dB for 1 kHz). Every other
      quality costs at least 61 ms.
    - Downwards HQ: QQ does not filter at all, so the sibilants of a 22,050 Hz voice would fold
      into the telephone band at full level, and LQ dulls the voice. The synthesised voice comes
      faster than it is played, so what is held back delays nothing; ``flush`` gives it out.
    """

    def __init__(self, source_rate: int, target_rate: int) -> None:
        """Prepare a stream.

        Args:
            source_rate: Sample rate of what goes in, in hertz.
            target_rate: Sample rate of what comes out, in hertz; the same rate passes through.

        Raises:
            ValueError: A rate is not positive.
        """
        if source_rate <= 0 or target_rate <= 0:
            raise ValueError(f"sample rates must be positive: {source_rate}, {target_rate}")
        self._stream: soxr.ResampleStream | None = None
        if source_rate != target_rate:
            quality = "QQ" if target_rate > source_rate else "HQ"
            self._stream = soxr.ResampleStream(
                source_rate, target_rate, 1, dtype="int16", quality=quality
            )

    def process(self, samples: Samples) -> Samples:
        """Take in samples of shape ``(n,)``; give out what is ready, possibly nothing."""
        if self._stream is None or not samples.size:
            return samples
        converted: Samples = self._stream.resample_chunk(samples)
        return converted

    def flush(self) -> Samples:
        """End the stream: give out what was held back, then be ready for a new stream."""
        rest = np.empty(0, np.int16)
        if self._stream is not None:
            rest = self._stream.resample_chunk(rest, last=True)
            self._stream.clear()
        return rest
