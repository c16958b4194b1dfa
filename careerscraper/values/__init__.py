"""The grammar of cells: text in, typed readings out, or a named reason. Pure functions."""
