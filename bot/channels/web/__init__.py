"""The widget, the page at /, and the channel behind them."""
