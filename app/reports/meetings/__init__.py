"""Documents of meetings: minutes, agendas, invitations."""
