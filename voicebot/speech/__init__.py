"""Speech in and speech out: recogniser and synthesiser pools and the voices behind them."""
