"""Reading what is no file yet: databases, endpoints of the web, watched folders; each leaves a file of rows behind."""
