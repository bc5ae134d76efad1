"""Everything of ChannelDesk that is no widget; never imports Qt."""

VERSION = "0.1.0"
