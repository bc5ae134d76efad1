"""The window of ChannelDesk: pages over the functions of ``app``."""
