"""Everything of ChannelDesk that is no widget; never imports Qt."""
