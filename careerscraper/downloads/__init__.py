"""The way to the server and back: what may be asked, when, over which connection; what came is archived and unpacked."""
